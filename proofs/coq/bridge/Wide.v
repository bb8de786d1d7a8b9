(**************************************************************************************************)
(* Networks of any widths as points of a vector space (ChainRule.v of the theory)                 *)
(*   wide Q m ds Ls A c == the parameters of a list network with hidden widths ds                 *)
(*   wide_along Q m ds dP == a direction, one matrix (dW, db) a layer, as a vector                *)
(*   wentry l i j p     == the number in row i, column j of layer l, the bias its last column     *)
(**************************************************************************************************)
From Truncation Require Import Spec Tangents.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq path div choice fintype.
From mathcomp Require Import ssrAC finfun tuple bigop finset ssralg ssrnum zmodp matrix.
From mathcomp Require Import mxalgebra vector.
From Theory Require Import RealNumbers Basic Network Jacobian ChainRule.
From Bridge Require Import Vectors.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory order.Order.Theory.
Local Open Scope ring_scope.

Fixpoint wide Q m (ds : list nat) (Ls : list layer) (A : mat) (c : vec) : wparams RR Q m ds :=
  if ds is n :: ds' then let L := List.hd (nil, nil) Ls in
    (row_mx (Mx n m (fst L)) (V n (snd L)), wide Q n ds' (List.tl Ls) A c)
  else row_mx (Mx Q m A) (V Q c).
Fixpoint wide_along Q m (ds : list nat) (dP : list mat) : wparams RR Q m ds :=
  if ds is n :: ds' then (Mx n (m + 1) (List.hd nil dP), wide_along Q n ds' (List.tl dP))
  else Mx Q (m + 1) (List.hd nil dP).

(** One layer. *)
Lemma up_bridge m (z : vec) : length z = m -> V (m + 1) (z ++ [:: R1]) = up (V m z).
Proof.
move=> lz; apply/colP => i; rewrite mxE; case: (split_ordP i) => j ->.
  rewrite col_mxEu mxE !nthE nth_cat /=.
  have -> : size z = m by [].
  by rewrite ltn_ord.
rewrite col_mxEd mxE ord1 /= nthE nth_cat.
have -> : size z = m by [].
by rewrite addn0 ltnn subnn.
Qed.
Lemma affine_up m n (W : mat) (b z : vec) : Spec.shape n m W -> length b = n -> length z = m ->
  row_mx (Mx n m W) (V n b) *m up (V m z) = V n (affine W b z).
Proof. by move=> sW lb lz; rewrite mul_row_col mulmx1 (affine_bridge sW). Qed.
Lemma zero_bridge n (v : vec) : LinearAlgebra.zero v -> V n v = 0.
Proof.
move=> h; apply/colP => i; rewrite !mxE; move: (nat_of_ord i) => k.
by elim: h k => [|a u a0 _ IH] [|k] //=.
Qed.
Lemma active_bridge n (z d : vec) : length z = n -> length d = n ->
  V n (map2 active z d) = mask (V n z) (V n d).
Proof.
move=> lz ld; apply/colP => i; rewrite !mxE; elim: z d n lz ld i => [|a z IH] [|t d] [|n] //=.
  by move=> _ _ [].
move=> [lz] [ld] [[|i] lt] /=; last exact: (IH d n lz ld (Ordinal (lt : (i < n)%N))).
rewrite /active; case: Rlt_dec => [/ltRP -> //|h]; case: ifP => // /ltRP //.
Qed.
Lemma map2_len n (z d : vec) : length z = n -> length d = n -> length (map2 active z d) = n.
Proof.
by move=> lz ld; rewrite /map2 List.map_length List.combine_length lz ld PeanoNat.Nat.min_id.
Qed.

(** Outputs, signs and tangents. *)
Section Wide.
Variable Q : nat.
Lemma sized_cons m n ds Ls A c : sized m ((n :: ds) ++ [:: Q])%list Ls A c ->
  exists W b Ls', [/\ Ls = (W, b) :: Ls', Spec.shape n m W, length b = n &
    sized n (ds ++ [:: Q])%list Ls' A c].
Proof.
case: Ls => [|[W b] Ls]; case: ds => [|d ds] //= [sW [lb h]]; exists W, b, Ls; split=> //.
Qed.
Lemma sized_last m Ls A c : sized m [:: Q] Ls A c -> [/\ Ls = nil, Spec.shape Q m A & length c = Q].
Proof. by case: Ls => [|[W b] Ls] /= [? // [_ []]]. Qed.
Theorem wout_bridge m ds Ls A c z : sized m (ds ++ [:: Q])%list Ls A c -> length z = m ->
  wout (wide Q m ds Ls A c) (V m z) = V Q (Spec.net Ls A c z).
Proof.
elim: ds m Ls z => [|n ds IH] m Ls z sz lz.
  by have [-> sA lc] := sized_last sz; apply: affine_up.
have [W [b [Ls' [-> sW lb sz']]]] := sized_cons sz; have la := affine_len z sW lb.
rewrite [LHS]/= affine_up // -relu_bridge // IH // List.map_length //.
Qed.
Lemma strict_nth s (v : vec) k : List.Forall2 strict s v -> (k < length v)%N ->
  List.nth k v R0 <> R0.
Proof.
move=> h; elim: h k => [|u a s' v' ua _ IH] [|k] //= lt; last exact: IH.
by move: ua; case: u => /[swap] /= -> /Rlt_irrefl.
Qed.
Theorem wstrict_bridge m ds Ls A c z S : sized m (ds ++ [:: Q])%list Ls A c -> length z = m ->
  pattern Ls z S -> wstrict (wide Q m ds Ls A c) (V m z).
Proof.
elim: ds m Ls z S => [|n ds IH] m Ls z S sz lz //.
have [W [b [Ls' [-> sW lb sz']]]] := sized_cons sz; have la := affine_len z sW lb.
case: S => [|s S] //= [st pt]; rewrite affine_up //; split=> [i|].
  by rewrite mxE; apply/eqP/(strict_nth st); rewrite la.
rewrite -relu_bridge //; apply: IH sz' _ pt; by rewrite List.map_length.
Qed.
Theorem wtan_bridge m ds Ls A c dP z dz : sized m (ds ++ [:: Q])%list Ls A c ->
  directed m (ds ++ [:: Q])%list dP -> length z = m -> length dz = m ->
  wtan (wide Q m ds Ls A c) (wide_along Q m ds dP) (V m z) (V m dz) = V Q (jet Ls A dP z dz).
Proof.
elim: ds m Ls dP z dz => [|n ds IH] m Ls [|P dP] z dz //.
  move=> /sized_last[-> sA lc] [sP _] lz ld; rewrite -addn1 in sP.
  have lu : length (z ++ [:: R1]) = (m + 1)%N by rewrite List.app_length lz.
  rewrite [LHS]/= /along mul_row_col mulmx0 addr0 -up_bridge //.
  rewrite [RHS]vadd_bridge ?(mv_bridge sA) ?(mv_bridge sP) //.
    exact: mv_len sA.
  exact: mv_len sP.
move=> sz [sP dd] lz ld; have [W [b [Ls' [-> sW lb sz']]]] := sized_cons sz.
rewrite -addn1 in sP; have la := affine_len z sW lb.
have lu : length (z ++ [:: R1]) = (m + 1)%N by rewrite List.app_length lz.
have lt : length (vadd (mv W dz) (mv P (z ++ [:: R1]))) = n.
  by apply: vadd_len; [apply: mv_len sW|apply: mv_len sP].
rewrite [LHS]/= affine_up // -relu_bridge // /along mul_row_col mulmx0 addr0 -up_bridge //.
rewrite -(mv_bridge sW) // -(mv_bridge sP) // -vadd_bridge ?(mv_len _ sW) ?(mv_len _ sP) //.
by rewrite -active_bridge // IH //; [rewrite List.map_length|apply: map2_len].
Qed.

(** One number of a direction. *)
Definition mentry a b (P : 'M[RR]_(a, b)) i j : RR :=
  if insub i is Some i' then if insub j is Some j' then P i' j' else 0 else 0.
Fixpoint wentry m ds l i j : wparams RR Q m ds -> RR :=
  match ds return wparams RR Q m ds -> RR with
  | [::] => fun p => if l is 0 then mentry p i j else 0
  | n :: ds' => fun p => if l is l'.+1 then wentry l' i j p.2 else mentry p.1 i j
  end.
Lemma mentry_lin a b k (P P' : 'M[RR]_(a, b)) i j :
  mentry (k *: P + P') i j = k * mentry P i j + mentry P' i j.
Proof.
by rewrite /mentry; case: insubP => [i' _ _|]; [case: insubP => [j' _ _|]|];
  rewrite ?mxE ?mulr0 ?addr0.
Qed.
Lemma wentry_lin m ds l i j k (p p' : wparams RR Q m ds) :
  wentry l i j (k *: p + p') = k * wentry l i j p + wentry l i j p'.
Proof.
elim: ds m l p p' => [|n ds IH] m [|l] p p'; rewrite ?mulr0 ?addr0 //; try exact: mentry_lin.
case: p p' => P p [P' p']; exact: IH.
Qed.
Lemma mentry_bridge a b P i j : Spec.shape a b P ->
  mentry (Mx a b P) i j = List.nth j (List.nth i P nil) R0.
Proof.
move=> [lP /List.Forall_forall h]; rewrite /mentry; case: insubP => [i' lt <-|]; last first.
  rewrite -leqNgt => le; rewrite [List.nth i P _]List.nth_overflow ?lP; first by case: j.
  exact/ssrnat.leP.
have lr : length (List.nth i' P nil) = b by apply/h/List.nth_In; rewrite lP; apply/ssrnat.ltP.
case: insubP => [j' _ <-|]; first by rewrite mxE.
by rewrite -leqNgt => le; rewrite List.nth_overflow // lr; apply/ssrnat.leP.
Qed.
Lemma wentry_bridge m ds dP l i j : directed m (ds ++ [:: Q])%list dP ->
  wentry l i j (wide_along Q m ds dP) = entry dP (l, (i, j)).
Proof.
elim: ds m dP l => [|n ds IH] m [|P dP] l //=.
  case: dP => [|P' dP] [sP //] _; rewrite -addn1 in sP.
  case: l => [|l]; first exact: mentry_bridge.
  by rewrite /entry /=; case: l i => [|l] [|i]; case: j.
by move=> [sP dd]; rewrite -addn1 in sP; case: l => [|l]; [apply: mentry_bridge|apply: IH].
Qed.
End Wide.

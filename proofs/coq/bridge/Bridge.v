(**************************************************************************************************)
(* The networks of Spec.v (lists of reals) are the networks of the theory over the reals          *)
(*   V n v, Mx m n A == the vector and the matrix of a list                                       *)
(*   params_of       == the parameters of a list network                                          *)
(*   net_bridge      == the two networks have the same output                                     *)
(**************************************************************************************************)
From Truncation Require Import Spec.
From mathcomp Require Import all_ssreflect all_algebra.
From Theory Require Import RealNumbers.
From Theory Require Basic Network.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.
Notation RR := R_realFieldType.

Definition V n (v : vec) : 'cV[RR]_n := \col_(i < n) List.nth i v R0.
Definition Mx m n (A : mat) : 'M[RR]_(m, n) := \matrix_(i < m, j < n) List.nth j (List.nth i A nil)
  R0.

Lemma V_inj n (u v : vec) : length u = n -> length v = n -> V n u = V n v -> u = v.
Proof.
move=> lu lv e; apply: (List.nth_ext _ _ R0 R0) => [|k]; rewrite lu ?lv // => /ssrnat.ltP lt.
by have := congr1 (fun m : 'cV[RR]_n => m (Ordinal lt) 0) e; rewrite !mxE.
Qed.

Lemma dot_bridge n (u v : vec) : length u = n -> length v = n ->
  Spec.dot u v = Basic.dot (V n u) (V n v).
Proof.
elim: u n v => [|a u IH] [|n] [|c v] //= => [_ _|[lu] [lv]]; first by rewrite /Basic.dot big_ord0.
rewrite /Basic.dot big_ord_recl !mxE (IH n) //; congr (_ + _).
by apply: eq_bigr => i _; rewrite !mxE.
Qed.

Lemma vadd_len n (u v : vec) : length u = n -> length v = n -> length (vadd u v) = n.
Proof. by elim: u v n => [|a u IH] [|c v] [|n] //= [lu] [lv]; rewrite (IH _ n). Qed.
Lemma vadd_bridge n (u v : vec) : length u = n -> length v = n -> V n (vadd u v) = V n u + V n v.
Proof.
move=> lu lv; apply/colP => i; rewrite !mxE.
elim: u n v lu lv i => [|a u IH] [|n] [|c v] //= => [_ _ [] //|[lu] [lv] [[|i] lt]] //=.
exact: (IH n v lu lv (Ordinal (lt : (i < n)%N))).
Qed.

Lemma mv_bridge m n (A : mat) (x : vec) : Spec.shape m n A -> length x = n ->
  V m (mv A x) = Mx m n A *m V n x.
Proof.
move=> [lA rows] lx; apply/colP => i; rewrite !mxE.
have lt : (i < length A)%coq_nat by rewrite lA; apply/ssrnat.ltP.
have -> : List.nth i (mv A x) R0 = Spec.dot (List.nth i A nil) x.
  rewrite /mv (List.nth_indep _ R0 ((fun row => Spec.dot row x) nil)) ?List.map_length //.
  exact: (List.map_nth (fun row => Spec.dot row x)).
have lr : length (List.nth i A nil) = n by move/List.Forall_forall: rows; apply; apply: List.nth_In.
by rewrite (@dot_bridge n) //; apply: eq_bigr => j _; rewrite !mxE.
Qed.

Lemma affine_bridge m n (A : mat) (c x : vec) : Spec.shape m n A -> length c = m -> length x = n ->
  V m (affine A c x) = Mx m n A *m V n x + V m c.
Proof.
move=> sA lc lx; rewrite /affine vadd_bridge ?(mv_bridge sA lx) //.
by rewrite /mv List.map_length; case: sA.
Qed.

Lemma relu_bridge n (v : vec) : length v = n -> V n (List.map relu v) = Network.relu (V n v).
Proof.
move=> lv; apply/colP => i; rewrite !mxE.
rewrite (List.nth_indep _ R0 (relu R0)); last by rewrite List.map_length lv; apply/ssrnat.ltP.
rewrite List.map_nth /relu; case: (leP (0 : RR) _) => [/R_lebP h|]; first exact: Rmax_right.
by rewrite ltNge => /negP h; apply: Rmax_left; case: (Rle_or_lt (List.nth i v R0) R0)
  => // /Rlt_le/R_lebP.
Qed.

Section Net.
Variables (M Q : nat) (Ls : list layer) (A : mat) (c : vec).
Hypothesis layers_ok : List.Forall (fun l => Spec.shape M M (fst l) /\ length (snd l) = M) Ls.
Hypotheses (sA : Spec.shape Q M A) (lc : length c = Q).
Definition params_of : Network.params RR (length Ls) M Q :=
  Network.make (length Ls) (fun l => Mx M M (fst (List.nth l Ls (nil, nil))))
    (fun l => V M (snd (List.nth l Ls (nil, nil))))
    (Mx Q M A) (V Q c).

Lemma hidden_app (L1 L2 : list layer) z : hidden (L1 ++ L2)%list z = hidden L2 (hidden L1 z).
Proof. by elim: L1 z => //= [[W b]] L1 IH z; rewrite IH. Qed.

Lemma state_bridge z l : length z = M -> (l <= length Ls)%N ->
  length (hidden (List.firstn l Ls) z) = M /\ Network.state params_of (V M z)
    l = V M (hidden (List.firstn l Ls) z).
Proof.
move=> lz; elim: l => [|l IH] lt; first by [].
have [len e] := IH (ltnW lt).
have lt' : (l < length Ls)%coq_nat by apply/ssrnat.ltP.
have : List.firstn l.+1 Ls = (List.firstn l Ls ++ [:: List.nth l Ls (nil, nil)])%list.
  clear -lt'; elim: Ls l lt' => [|a s IHs] [|k] //= h; try by case/ssrnat.ltP: h.
  by rewrite -IHs //; apply/ssrnat.ltP; move/ssrnat.ltP: h.
have [sW lb] : Spec.shape M M (fst (List.nth l Ls (nil, nil))) /\ length (snd (List.nth l Ls (nil,
  nil))) = M.
  by move/List.Forall_forall: layers_ok; apply; apply: List.nth_In.
case E : (List.nth l Ls (nil, nil)) sW lb => [W b] /= sW lb ->.
rewrite hidden_app /= e; split.
  rewrite List.map_length /affine.
  by apply: vadd_len => //; rewrite /mv List.map_length; case: sW.
rewrite relu_bridge ?(affine_bridge (m := M) (n := M)) // ?Network.W_make ?Network.b_make ?E //.
rewrite /affine; have : length (mv W (hidden (List.firstn l Ls) z))
  = M by rewrite /mv List.map_length; case: sW.
by move=> lm; apply: vadd_len.
Qed.

Theorem net_bridge z : length z = M -> V Q (net Ls A c z) = Network.out params_of (V M z).
Proof.
move=> lz; have [len e] := state_bridge lz (leqnn _).
rewrite List.firstn_all in len e.
by rewrite /net (affine_bridge (m := Q) (n := M)) // /Network.out e.
Qed.
End Net.

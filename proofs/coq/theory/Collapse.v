(**************************************************************************************************)
(* L3, D5: a layer that collapses one side of a hyperplane; the region R_I is inhabited           *)
(* ranks                                                                                          *)
(*   collapsing f eps E == u f^T + eps E, u = (1, .., 1)^T                                        *)
(*   L3_exists          == for every finite list of points off the hyperplane there is such a     *)
(*                     layer                                                                      *)
(*   points z           == the matrix with a row for every point                                  *)
(*   rank_preserving    == the map keeps the rank of the points and that of the means             *)
(*   sequential cl x lay n f p == for l < n the hyperplane with normal f l through p l has the    *)
(*                     points of                                                                  *)
(*                 stage l below it, those of later stages and the earlier apexes above it        *)
(*   region_inhabited   == then there are parameters in the region with these apexes and any (A,  *)
(*                     c)                                                                         *)
(**************************************************************************************************)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq path div choice fintype.
From mathcomp Require Import ssrAC finfun tuple bigop finset ssralg ssrnum zmodp matrix.
From mathcomp Require Import mxalgebra vector.
From Theory Require Import Basic Near Readout Descent Moments Network Cumulative.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory order.Order.Theory.
Local Open Scope ring_scope.

Section Collapse.
Variables (R : realFieldType) (M : nat) (f : 'cV[R]_M).

Definition collapsing eps (E : 'M[R]_M) : 'M[R]_M := const_mx 1 *m f^T + eps *: E.

Lemma collapsingE eps E z i : (collapsing eps E *m z) i 0 = dot f z + eps * (E *m z) i 0.
Proof.
rewrite mulmxDl -scalemxAl outer_mulmx mxE.
by congr (_ + _); rewrite !mxE ?mulr1.
Qed.

Theorem L3_signs eps E z : 0 < eps ->
  (forall i, eps * `|(E *m z) i 0| < `|dot f z|) ->
  forall i, (0 < dot f z -> 0 < (collapsing eps E *m z) i 0) /\
            (dot f z < 0 -> (collapsing eps E *m z) i 0 < 0).
Proof.
move=> e0 h i; have := h i; rewrite collapsingE -[X in X * _]gtr0_norm // -normrM.
move: (dot f z) (eps * _) => a r lt; split=> s; move: lt.
  by rewrite (gtr0_norm s) ltr_norml -[0 < _]ltr_subl_addl sub0r => /andP[].
by rewrite (ltr0_norm s) ltr_norml opprK -[_ + _ < 0]ltr_subr_addl sub0r => /andP[].
Qed.

Theorem L3_unit eps : eps != 0 -> eps + dot f (const_mx 1) != 0 ->
  collapsing eps 1%:M \in unitmx.
Proof.
move=> e0 ne; apply: unit_of_kernel => v z.
have vE i : eps * v i 0 = - dot f v.
  have := congr1 (fun m : 'cV[R]_M => m i 0) z; rewrite collapsingE mul1mx [RHS]mxE.
  by move/eqP; rewrite addrC addr_eq0 => /eqP.
pose k := - dot f v / eps; have kE i : v i 0 = k by rewrite /k -(vE i) mulrC mulKf.
have vk : v = k *: const_mx 1 by apply/colP => i; rewrite kE !mxE mulr1.
suff -> : v = 0 by []; rewrite vk.
have /eqP : k * (eps + dot f (const_mx 1)) = 0.
  by rewrite mulrDr -dotZr -vk /k divfK // addNr.
by rewrite mulf_eq0 (negbTE ne) orbF => /eqP ->; rewrite scale0r.
Qed.

(** Such a layer exists for any finite list of points none of which is on the hyperplane. *)
Theorem L3_exists (s : seq 'cV[R]_M) : (forall z, z \in s -> dot f z != 0) ->
  exists2 W : 'M[R]_M, W \in unitmx & forall z i, z \in s ->
    (0 < dot f z -> 0 < (W *m z) i 0) /\ (dot f z < 0 -> (W *m z) i 0 < 0).
Proof.
move=> nz; pose g := dot f (const_mx 1 : 'cV[R]_M).
have [d d0 hd] : exists2 d, 0 < d & forall eps z i, 0 < eps -> eps < d -> z \in s ->
    eps * `|z i 0| < `|dot f z|.
  elim: s nz => [|a s IH] nz; first by exists 1.
  have [|d d0 hd] := IH; first by move=> z zs; apply: nz; rewrite inE zs orbT.
  have a0 : 0 < `|dot f a| by rewrite normr_gt0 nz // inE eqxx.
  have b0 := mbound_gt0 a.
  exists (Num.min d (`|dot f a| / mbound a)); first by rewrite lt_minr d0 divr_gt0.
  move=> eps z i e0; rewrite lt_minr inE => /andP[ed ea] /orP[/eqP ->|zs]; last exact: hd.
  apply: le_lt_trans (_ : eps * mbound a < _); first by rewrite ler_wpmul2l ?ltW // mboundP.
  by rewrite -ltr_pdivl_mulr.
have a0 : 0 < (if g == 0 then 1 else `|g|) by case: ifP => // /negbT; rewrite -normr_gt0.
have [eps [e0 ed eg]] := small 1 a0 d0; rewrite mulr1 in eg.
exists (collapsing eps 1%:M); last first.
  by move=> z i zs; apply: L3_signs => // k; rewrite mul1mx; apply: hd.
apply: L3_unit; first by rewrite gt_eqF.
rewrite -/g; case: eqP eg => [->|_] eg; first by rewrite addr0 gt_eqF.
apply/eqP => /eqP; rewrite addr_eq0 => /eqP e.
by move: eg; rewrite -[g]opprK -e normrN gtr0_norm // ltxx.
Qed.
End Collapse.

(** L3: the truncation map of such a layer through p sends one side to p and fixes the other. *)
Section Layer.
Variables (R : realFieldType) (M : nat) (W : 'M[R]_M) (p z : 'cV[R]_M).
Hypothesis u : W \in unitmx.
Lemma tip_through : tip W (- (W *m p)) = p.
Proof. by rewrite /tip mulmxN opprK mulKmx. Qed.
Theorem L3_collapsed : (forall i, (W *m (z - p)) i 0 < 0) -> tau W (- (W *m p)) z = p.
Proof.
move=> h; rewrite -[RHS]tip_through; apply/(L2_collapsed _ u) => i.
by rewrite -mulmxBr ltW.
Qed.
Theorem L3_fixed : (forall i, 0 < (W *m (z - p)) i 0) -> tau W (- (W *m p)) z = z.
Proof. by move=> h; apply/(L2_fixed _ u) => i; rewrite -mulmxBr ltW. Qed.
End Layer.

(** L3 as one statement: the side P goes to p, the other side stays. *)
Theorem L3_layer (R : realFieldType) M (T : finType) (x : T -> 'cV[R]_M) (P : pred T) f p eps
  (E : 'M[R]_M) : let W := collapsing f eps E in W \in unitmx -> 0 < eps ->
  (forall t, if P t then dot f (x t) < dot f p else dot f p < dot f (x t)) ->
  (forall t i, eps * `|(E *m (x t - p)) i 0| < `|dot f (x t - p)|) ->
  forall t, tau W (- (W *m p)) (x t) = if P t then p else x t.
Proof.
move=> W u e0 sides small_eps t; have := sides t.
have sg i := L3_signs e0 (small_eps t) i.
by case: ifP => _ s; [apply: L3_collapsed|apply: L3_fixed] => // i; have [h1 h2] := sg i;
  [apply: h2|apply: h1]; rewrite dotBr ?subr_lt0 ?subr_gt0.
Qed.

(** D5: ranks. *)
Section Ranks.
Variables (R : realFieldType) (M Q : nat) (T : finType) (cl : T -> 'I_Q).
Implicit Types z : T -> 'cV[R]_M.
Definition points z : 'M[R]_(#|T|, M) := \matrix_(k, i) z (enum_val k) i 0.
Definition rank_preserving (g : 'cV[R]_M -> 'cV[R]_M) z :=
  \rank (points (fun t => g (z t))) = \rank (points z) /\
  \rank (columns (xbar cl (fun t => g (z t)))) = \rank (columns (xbar cl z)).

Lemma points_eq z z' : (forall t, z t = z' t) -> points z = points z'.
Proof. by move=> e; apply/matrixP => k i; rewrite !mxE e. Qed.

Variables (W : 'M[R]_M) (b : 'cV[R]_M) (x : T -> 'cV[R]_M).
Hypothesis u : W \in unitmx.

(** Where no unit is negative on any point, nothing moves. *)
Theorem D5_preserving : (forall t i, 0 <= (W *m x t + b) i 0) -> rank_preserving (tau W b) x.
Proof.
move=> h; have e t : tau W b (x t) = x t by apply/(L2_fixed b u).
split; first by rewrite (points_eq e).
have m j : xbar cl (fun t => tau W b (x t)) j = xbar cl x j.
  by rewrite /xbar (eq_bigr x).
by congr (\rank _); apply/matrixP => i j; rewrite [LHS]mxE [RHS]mxE m.
Qed.

(* the points that are not collapsed, 0 in the place of the others *)
Definition kept (P : pred T) t : 'cV[R]_M := if P t then 0 else x t.
(** What is collapsed has the rank 1 at most, with what is kept one more than that. *)
Theorem D5_reducing (P : pred T) :
  (forall t i, if P t then (W *m x t + b) i 0 <= 0 else 0 <= (W *m x t + b) i 0) ->
  (\rank (points (fun t => tau W b (x t))) <= \rank (points (kept P)) + 1)%N.
Proof.
move=> h; set z := kept P.
pose ind : 'cV[R]_#|T| := \col_k (P (enum_val k))%:R.
have -> : points (fun t => tau W b (x t)) = points z + ind *m (tip W b)^T.
  apply/matrixP => k i; set t := enum_val k.
  have -> : points (fun t => tau W b (x t)) k i = tau W b (x t) i 0 by rewrite mxE.
  have -> : (points z + ind *m (tip W b)^T) k i = z t i 0 + (P t)%:R * tip W b i 0.
    by rewrite [LHS]mxE; congr (_ + _); [rewrite mxE|rewrite mxE big_ord1 !mxE].
  rewrite /z /kept; have := h t; case: ifP => _ ht.
    by rewrite (L2_collapsed b u _).2 // mul1r [X in _ = X + _]mxE add0r.
  by rewrite (L2_fixed b u _).2 // mul0r addr0.
apply: leq_trans (mxrank_add _ _) _; rewrite leq_add2l.
exact: leq_trans (mxrankM_maxl _ _) (rank_leq_col _).
Qed.
End Ranks.

Lemma pre_cumulative (R : realFieldType) L M Q (th : params R L M Q) z l :
  regular th -> (l < L)%N ->
  pre th z l = cumW th l.+1 *m truncated th z l + cumb th l.+1.
Proof. by move=> r lt; rewrite /pre (L1 _ r (ltnW lt)) mulmxDr mulmxA addrA. Qed.

Section Placement.
Variables (R : realFieldType) (L M Q : nat) (T : finType).
Variables (cl : T -> 'I_Q) (x : T -> 'cV[R]_M) (lay : 'I_Q -> nat).
Variables (n : nat) (f p : nat -> 'cV[R]_M).

Definition sequential :=
  [/\ forall t l, (l < n)%N -> l = lay (cl t) -> dot (f l) (x t - p l) < 0,
      forall t l, (l < n)%N -> (l < lay (cl t))%N -> 0 < dot (f l) (x t - p l)
    & forall l k, (l < n)%N -> (k < l)%N -> 0 < dot (f l) (p k - p l)].

Hypothesis sep : sequential.
Hypothesis nL : (n <= L)%N.
Hypothesis stages : forall j, (lay j < n)%N \/ (L <= lay j)%N.

(* the points that are there when layer l acts *)
Definition there l : seq 'cV[R]_M :=
  [seq x t | t <- enum T & (l <= lay (cl t))%N] ++ [seq p k | k <- iota 0 l].
Lemma there_point t l : (l <= lay (cl t))%N -> x t \in there l.
Proof. by move=> h; rewrite mem_cat; apply/orP; left; apply: map_f;
  rewrite mem_filter h mem_enum. Qed.
Lemma there_apex k l : (k < l)%N -> p k \in there l.
Proof. by move=> h; rewrite mem_cat; apply/orP; right; apply: map_f; rewrite mem_iota. Qed.

Lemma placement_layers : exists W : nat -> 'M[R]_M, forall l, (l < n)%N ->
  W l \in unitmx /\ forall z i, z \in there l ->
    (0 < dot (f l) (z - p l) -> 0 < (W l *m (z - p l)) i 0) /\
    (dot (f l) (z - p l) < 0 -> (W l *m (z - p l)) i 0 < 0).
Proof.
have [s1 s2 s3] := sep.
have key (l : 'I_n) : exists W : 'M[R]_M, W \in unitmx /\ forall z i, z \in there l ->
    (0 < dot (f l) (z - p l) -> 0 < (W *m (z - p l)) i 0) /\
    (dot (f l) (z - p l) < 0 -> (W *m (z - p l)) i 0 < 0).
  have [|W u h] := @L3_exists _ _ (f l) [seq z - p l | z <- there l].
    move=> _ /mapP[z + ->]; rewrite mem_cat => /orP[] /mapP[a].
      rewrite mem_filter => /andP[+ _] ->; rewrite leq_eqVlt => /orP[/eqP e|lt].
        by rewrite lt_eqF // s1.
      by rewrite gt_eqF // s2.
    by rewrite mem_iota add0n => /= lt ->; rewrite gt_eqF // s3.
  by exists W; split=> // z i zs; apply: h; apply: map_f.
have [W hW] := fin_all_exists key.
exists (fun l => if insub l is Some i then W i else 0) => l lt.
by rewrite insubT; apply: (hW (Ordinal lt)).
Qed.

(* so large that no coordinate of a point is below minus this *)
Definition shift : R := 1 + \sum_t mbound (x t) + \sum_(k < n) mbound (p k).
Lemma shift_point t i : 0 < x t i 0 + shift.
Proof.
rewrite -ltr_subl_addl sub0r; apply: le_lt_trans (ler_norm _) _; rewrite normrN.
apply: lt_le_trans (mboundP _ _ _) _; rewrite /shift (bigD1 t) //=.
rewrite [X in _ <= X + _]addrCA -[X in _ <= X]addrA ler_addl.
by rewrite !addr_ge0 ?ler01 // sumr_ge0 // => *; apply/ltW/mbound_gt0.
Qed.
Lemma shift_apex k i : (k < n)%N -> 0 < p k i 0 + shift.
Proof.
move=> lt; rewrite -ltr_subl_addl sub0r; apply: le_lt_trans (ler_norm _) _; rewrite normrN.
apply: lt_le_trans (mboundP _ _ _) _; rewrite /shift (bigD1 (Ordinal lt)) //=.
rewrite [X in _ <= X]addrCA ler_addl.
by rewrite !addr_ge0 ?ler01 // sumr_ge0 // => *; apply/ltW/mbound_gt0.
Qed.

Theorem region_inhabited (A : 'M[R]_(Q, M)) (c : 'cV[R]_Q) : exists th : params R L M Q,
  [/\ region cl x lay th, forall l, (l < n)%N -> apex th l = p l, rA th = A & rc th = c].
Proof.
have [V hV] := placement_layers; have [s1 s2 s3] := sep.
pose C l := if l is k.+1 then (if (k < n)%N then V k else 1%:M) else 1%:M.
pose B l := if l is k.+1 then (if (k < n)%N then - (V k *m p k) else const_mx shift) else 0.
have uC l : (l <= L)%N -> C l \in unitmx.
  case: l => [|l] _ /=; first exact: unitmx1.
  by case: ifP => [/hV[]|_]; rewrite ?unitmx1.
have [th [r eC eB eA ec]] := @D4_surjective _ L M Q C B A c erefl erefl uC.
have pre_sign t l i : (l < L)%N -> truncated th (x t) l = (if (lay (cl t)
  < l)%N then p (lay (cl t)) else x t) ->
    if l == lay (cl t) then pre th (x t) l i 0 < 0 else 0 < pre th (x t) l i 0.
  move=> lt e; have -> : pre th (x t) l = C l.+1 *m truncated th (x t) l + B l.+1.
    by rewrite /pre (L1 _ r (ltnW lt)) mulmxDr mulmxA -[W _ _ *m cumW _ _]/(cumW th l.+1)
      eC // -eB //= addrA.
  have stage := stages (cl t).
  rewrite e /C /B; case: (ltnP l n) => [ln|nl]; last first.
    have nel : (l == lay (cl t)) = false.
      apply/eqP => el; case: stage; rewrite -el; first by rewrite ltnNge nl.
      by rewrite leqNgt lt.
    rewrite nel mul1mx mxE [const_mx _ _ _]mxE; case: ltnP => // h; last exact: shift_point.
    apply: shift_apex; case: stage => // h'; move: (leq_trans (ltnW lt) h').
    by rewrite leqNgt h.
  rewrite -mulmxBr; have [_ hl] := hV _ ln; case: (ltngtP l (lay (cl t))) => h.
  - by have [pos _] := hl _ i (there_point (ltnW h)); apply/pos/s2.
  - by have [pos _] := hl _ i (there_apex h); apply/pos/s3.
  by have [_ neg] := hl _ i (there_point (eq_leq h)); apply/neg/s1.
have trE t l : (l <= L)%N -> truncated th (x t) l = (if (lay (cl t) < l)%N then p (lay (cl t))
  else x t).
  elim: l => [|l IH] lt //; have {}IH := IH (ltnW lt).
  have sg := fun i => pre_sign t l i lt IH.
  have preE := pre_cumulative (x t) r lt.
  have uW := cumW_unit r lt.
  rewrite [LHS]/=; move: sg; rewrite ltnS leq_eqVlt [_ == l]eq_sym; case: eqP => [el|_] sg /=;
    last first.
    by rewrite -[RHS]IH; apply/(L2_fixed _ uW) => i; rewrite -preE ltW.
  have -> : p (lay (cl t)) = tip (cumW th l.+1) (cumb th l.+1).
    have ln : (l < n)%N by rewrite el; case: (stages (cl t)) => // h; move: lt; rewrite el ltnNge h.
    by rewrite eC // eB // /C /B ln tip_through -?el //; have [] := hV _ ln.
  by apply/(L2_collapsed _ uW) => i; rewrite -preE ltW.
exists th; split=> // [|l lt]; first by split=> // t l i lt; apply: pre_sign => //; apply/trE/ltnW.
have lL := leq_trans lt nL.
rewrite /apex eC // eB // /C /B lt -[LHS]/(tip _ _) tip_through //.
by have [] := hV _ lt.
Qed.
End Placement.

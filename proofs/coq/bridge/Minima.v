(**************************************************************************************************)
(* What follows for parameters in the region from what can be computed about them                 *)
(*   with_readout th A c == the hidden layers of th with the cumulative readout (A, c)            *)
(*   minimum P th    == no parameters close by that satisfy P cost less                           *)
(*   refuted th      == arbitrarily close by, in the region, there are smaller costs              *)
(*   affine_stationary, linear_stationary == a least readout solves the normal equations          *)
(*   better_readout  == a better readout is enough to refute                                      *)
(*   independent_aff, independent_lin, definite_aff, definite_lin == the hypotheses of T5d        *)
(**************************************************************************************************)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq path div choice fintype.
From mathcomp Require Import ssrAC finfun tuple bigop finset ssralg ssrnum zmodp matrix.
From mathcomp Require Import mxalgebra vector.
From Theory Require Import Basic Near Readout Descent Moments Network NoMinimum Subsets.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory order.Order.Theory.
Local Open Scope ring_scope.

Section Minima.
Variables (R : realFieldType) (L M Q : nat) (T : finType).
Variables (w : T -> R) (cl : T -> 'I_Q) (x : T -> 'cV[R]_M) (y : 'I_Q -> 'cV[R]_Q).
Variable lay : 'I_Q -> nat.
Hypotheses (w_gt0 : forall t, 0 < w t) (nonempty : forall j, exists t, cl t = j).
Notation params := (params R L M Q).
Notation yt := (fun t => y (cl t)).
Notation I := (collapsed L lay).
Notation region := (region cl x lay).
Notation cost := (wcost w cl x y).
Implicit Types th : params.
Let T5_cost := @T5_cost R L M Q T w cl x y lay.

Definition minimum (P : params -> Prop) th :=
  exists2 d, 0 < d & forall th', close d th th' -> P th' -> cost th <= cost th'.
Definition refuted th := forall eps, 0 < eps ->
  exists th', [/\ close eps th th', region th' & cost th' < cost th].
Definition same_apexes th th' := forall j, I j -> apexes lay th' j = apexes lay th j.

Lemma state_readout th o z l : state ((th.1, o) : params) z l = state th z l.
Proof. by elim: l => //= l ->. Qed.
Lemma cumW_readout th o l : cumW ((th.1, o) : params) l = cumW th l.
Proof. by elim: l => //= l ->. Qed.
Lemma cumb_readout th o l : cumb ((th.1, o) : params) l = cumb th l.
Proof. by elim: l => //= l ->. Qed.
Lemma region_readout th o : region th -> region ((th.1, o) : params).
Proof. by move=> [r s]; split=> // t l i lt; have := s t l i lt; rewrite /pre !state_readout. Qed.
Lemma apexes_readout th o j : apexes lay ((th.1, o) : params) j = apexes lay th j.
Proof. by rewrite /apexes /apex cumW_readout cumb_readout. Qed.

Definition with_readout th A c : params :=
  (th.1, (A *m invmx (cumW th L), c - A *m invmx (cumW th L) *m cumb th L)).
Lemma with_rA th A c : regular th -> rA (with_readout th A c) = A.
Proof. by move=> r; rewrite /rA cumW_readout mulmxKV // cumW_unit. Qed.
Lemma with_rc th A c : rc (with_readout th A c) = c.
Proof. by rewrite /rc cumb_readout addrC subrK. Qed.

Lemma cost_readout th A c : region th ->
  cost (with_readout th A c) = acost w (trunc cl x I (apexes lay th)) yt A c.
Proof.
move=> rg; rewrite T5_cost; last exact: region_readout.
rewrite with_rA ?with_rc; last by case: rg.
have e t : trunc cl x I (apexes lay (with_readout th A c)) t = trunc cl x I (apexes lay th) t.
  by rewrite /trunc [in LHS]apexes_readout.
by rewrite /F /acost; apply: eq_bigr => t _; rewrite e.
Qed.

Lemma affine_stationary th : region th -> (forall o, cost th <= cost (th.1, o)) ->
  stationary w (trunc cl x I (apexes lay th)) yt (rA th) (rc th).
Proof.
move=> rg le; have [A [c st]] := T2_solvable (trunc cl x I (apexes lay th)) yt w_gt0.
apply/(T2_minimizers w_gt0 _ _ st)/eqP; rewrite eq_le; apply/andP; split; last exact: T2_minimum.
rewrite -(cost_readout A c rg) -[acost _ _ _ _ _]/(F w cl x y I _ _ _) -T5_cost //.
exact: le.
Qed.

Lemma linear_stationary th : region th -> rc th = 0 ->
  (forall o, rc ((th.1, o) : params) = 0 -> cost th <= cost (th.1, o)) ->
  rA th *m moment w (trunc cl x I (apexes lay th)) = cross w (trunc cl x I (apexes lay th)) yt.
Proof.
move=> rg c0 le; have e A : acost w (trunc cl x I (apexes lay th)) yt A 0 =
    lcost w (trunc cl x I (apexes lay th)) yt A by apply: eq_bigr => t _; rewrite addr0.
have [A st] := T1_solvable (trunc cl x I (apexes lay th)) yt w_gt0.
apply/(T1_minimizers w_gt0 _ st)/eqP; rewrite eq_le; apply/andP; split; last exact: T1_minimum.
rewrite -!e -(cost_readout A 0 rg) -[in X in acost _ _ _ _ X](c0).
rewrite -[acost _ _ _ _ _]/(F w cl x y I _ _ _) -T5_cost //.
by apply: le; rewrite -[LHS]/(rc (with_readout th A 0)) with_rc.
Qed.

(** T5b and T5c. *)
Theorem apexes_held th : region th -> (forall o, cost th <= cost (th.1, o)) ->
  minimum (same_apexes th) th.
Proof. by move=> rg le; apply: T5b_local => //; apply: affine_stationary. Qed.
Theorem apexes_held_linear th : region th -> rc th = 0 ->
  (forall o, rc ((th.1, o) : params) = 0 -> cost th <= cost (th.1, o)) ->
  minimum (fun th' => rc th' = 0 /\ same_apexes th th') th.
Proof.
move=> rg c0 le.
have [d d0 h] := T5b_linear_local w_gt0 rg c0 (linear_stationary rg c0 le).
by exists d => // th' cl' [c' same]; apply: h.
Qed.
Theorem all_parameters th : (forall j, ~~ I j) -> region th ->
  (forall o, cost th <= cost (th.1, o)) -> minimum (fun _ => True) th.
Proof.
move=> none rg le; have [d d0 h] := apexes_held rg le; exists d => // th' cl' _.
by apply: h => // j Ij; have := none j; rewrite Ij.
Qed.
Theorem zero_cost th : cost th = 0 -> minimum (fun _ => True) th.
Proof.
move=> z; exists 1 => // th' _ _; rewrite z; apply: sumr_ge0 => t _.
by rewrite mulr_ge0 ?sqn_ge0 // ltW.
Qed.

(** Along the segment from one readout to a better one the cost falls at once. *)
Lemma sqn_segment n (u v : 'cV[R]_n) s : 0 < s -> s < 1 ->
  sqn (u + s *: (v - u)) <= sqn u + s * (sqn v - sqn u).
Proof.
move=> s0 s1; have -> : sqn v = sqn (u + (v - u)) by rewrite addrC subrK.
move: (v - u) => d; rewrite !sqnD dotZr sqnZ.
have -> : sqn u + dot u d *+ 2 + sqn d - sqn u = dot u d *+ 2 + sqn d.
  by rewrite addrC !addrA addNr add0r.
rewrite mulrDr mulrnAr -addrA !ler_add2l ler_wpmul2r ?sqn_ge0 //.
by rewrite expr2 ger_pmulr // ltW.
Qed.
Lemma affine_segment m n (A A' : 'M[R]_(m, n)) (z : 'cV[R]_n) (c c' v : 'cV[R]_m) s :
  (A + s *: (A' - A)) *m z + (c + s *: (c' - c)) - v =
  (A *m z + c - v) + s *: ((A' *m z + c' - v) - (A *m z + c - v)).
Proof.
have -> : (A' *m z + c' - v) - (A *m z + c - v) = (A' - A) *m z + (c' - c).
  by rewrite opprB addrA subrK opprD addrACA mulmxBl.
by rewrite mulmxDl -scalemxAl addrACA -scalerDr addrAC.
Qed.

Lemma step_close m n (B D : 'M[R]_(m, n)) s b eps : 0 < s -> mbound D <= b -> s * b < eps ->
  mclose eps B (B + s *: D).
Proof.
move=> s0 le lt i j; rewrite !mxE opprD addNKr normrN normrM gtr0_norm //.
apply: le_lt_trans lt; rewrite ler_pmul2l //; apply: le_trans le; exact/ltW/mboundP.
Qed.
Lemma segment_close th A c eps : 0 < eps -> exists s, [/\ 0 < s, s < 1 &
  close eps th (th.1, (WO th + s *: (A - WO th), bO th + s *: (c - bO th)))].
Proof.
move=> e0; pose b := mbound (A - WO th) + mbound (c - bO th).
have [s [s0 ss sb]] := small b e0 ltr01.
have le1 : mbound (A - WO th) <= b by rewrite ler_addl ltW // mbound_gt0.
have le2 : mbound (c - bO th) <= b by rewrite ler_addr ltW // mbound_gt0.
exists s; split=> //; split=> [i|i||]; [exact: mclose_refl|exact: mclose_refl| |].
  exact: step_close le1 sb.
exact: step_close le2 sb.
Qed.

Theorem better_readout th A c : region th -> cost (th.1, (A, c)) < cost th -> refuted th.
Proof.
move=> rg lt eps e0; have [s [s0 s1 cls]] := segment_close th A c e0.
exists (th.1, (WO th + s *: (A - WO th), bO th + s *: (c - bO th))); split=> //.
  exact: region_readout.
have bound : cost (th.1, (WO th + s *: (A - WO th), bO th + s *: (c - bO th))) <=
    cost th + s * (cost (th.1, (A, c)) - cost th).
  rewrite /wcost -sumrB mulr_sumr -big_split; apply: ler_sum => t _ /=.
  rewrite /out !state_readout -mulrBr mulrCA -mulrDr ler_pmul2l //.
  by rewrite affine_segment; apply: sqn_segment.
apply: le_lt_trans bound _; rewrite gtr_addl pmulr_rlt0 // subr_lt0 //.
Qed.
End Minima.

(** The hypotheses of T5d, from functions and points that can be listed. *)
Section Hypotheses.
Variables (R : realFieldType) (n Q : nat) (y : 'I_Q -> 'cV[R]_n).
Theorem independent_aff :
  (forall v : 'cV[R]_Q, exists s (g : 'cV[R]_n), forall j, s + dot (y j) g = v j 0) ->
  aff_indep y.
Proof.
move=> onto a a0 ay j; have [s [g e]] := onto (delta_mx j 0).
have : \sum_i a i * (s + dot (y i) g) = 0.
  under eq_bigr do rewrite mulrDr -dotZl.
  by rewrite big_split /= -mulr_suml a0 mul0r add0r -dot_suml ay dot0l.
under eq_bigr do rewrite e mxE andbT.
by rewrite (bigD1 j) //= eqxx mulr1 big1 ?addr0 // => i /negbTE ->; rewrite mulr0.
Qed.
Theorem independent_lin :
  (forall v : 'cV[R]_Q, exists g : 'cV[R]_n, forall j, dot (y j) g = v j 0) -> lin_indep y.
Proof.
move=> onto a ay j; have [g e] := onto (delta_mx j 0).
have : \sum_i a i * dot (y i) g = 0.
  by under eq_bigr do rewrite -dotZl; rewrite -dot_suml ay dot0l.
under eq_bigr do rewrite e mxE andbT.
by rewrite (bigD1 j) //= eqxx mulr1 big1 ?addr0 // => i /negbTE ->; rewrite mulr0.
Qed.

Variables (T : finType) (w : T -> R) (cl : T -> 'I_Q) (x : T -> 'cV[R]_n) (I : pred 'I_Q).
Hypothesis w_gt0 : forall t, 0 < w t.
Lemma definite_moment (z : T -> 'cV[R]_n) :
  (forall v : 'cV[R]_n, (forall t, ~~ I (cl t) -> dot (z t) v = 0) -> v = 0) ->
  posdef (moment (outside w cl I) z).
Proof.
move=> span; split=> [|v nz]; first exact: moment_sym.
have o0 := outside_ge0 cl I w_gt0.
rewrite moment_quad lt_neqAle sumr_ge0 ?andbT => [|t _]; last by rewrite mulr_ge0 ?sqr_ge0.
apply: contra nz; rewrite eq_sym psumr_eq0 => [/allP h|t _]; last by rewrite mulr_ge0 ?sqr_ge0.
apply/eqP/span => t out; have := h t (mem_index_enum t).
rewrite /= /outside (negbTE out) mulf_eq0 gt_eqF //= sqrf_eq0 => /eqP //.
Qed.
Theorem definite_lin :
  (forall v : 'cV[R]_n, (forall t, ~~ I (cl t) -> dot (x t) v = 0) -> v = 0) ->
  posdef (outer_moment w cl x I).
Proof. exact: definite_moment. Qed.
Theorem definite_aff :
  (forall s (v : 'cV[R]_n), (forall t, ~~ I (cl t) -> dot (x t) v = s) -> v = 0) ->
  posdef (outer_scatter w cl x I).
Proof.
move=> span; apply: definite_moment => v h.
apply: (span (dot (xmean (outside w cl I) x) v)) => t out.
by apply/eqP; rewrite -subr_eq0 -dotBl h.
Qed.
End Hypotheses.

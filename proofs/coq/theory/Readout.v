(**************************************************************************************************)
(* T1, T1a, T2: least squares for a weighted finite family of points                              *)
(*   lcost w x y A      == \sum_t w t * |A x_t - y_t|^2, the cost of a linear readout             *)
(*   acost w x y A c    == the same with A x_t + c                                                *)
(*   moment w x         == \sum_t w t * x_t x_t^T      cross w x y == \sum_t w t * y_t x_t^T      *)
(*   stationary w x y A c == both gradients of acost vanish at (A, c)                             *)
(*   total, xmean, ymean  == total weight and weighted means                                      *)
(*   cmoment, ccross      == moment and cross of the centred points and targets                   *)
(**************************************************************************************************)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq path div choice fintype.
From mathcomp Require Import ssrAC finfun tuple bigop finset ssralg ssrnum zmodp matrix.
From mathcomp Require Import mxalgebra vector.
From Theory Require Import Basic.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory order.Order.Theory.
Local Open Scope ring_scope.

Section Linear.
Variables (R : realFieldType) (T : finType) (M Q : nat).
Variables (w : T -> R) (x : T -> 'cV[R]_M) (y : T -> 'cV[R]_Q).

Definition lcost (A : 'M[R]_(Q, M)) : R := \sum_t w t * sqn (A *m x t - y t).
Definition moment : 'M[R]_M := \sum_t w t *: (x t *m (x t)^T).
Definition cross : 'M[R]_(Q, M) := \sum_t w t *: (y t *m (x t)^T).

Lemma moment_sym : moment^T = moment.
Proof.
rewrite raddf_sum; apply: eq_bigr => t _ /=.
by rewrite linearZ /= trmx_mul trmxK.
Qed.

Lemma moment_quad v : dot v (moment *m v) = \sum_t w t * dot (x t) v ^+ 2.
Proof.
rewrite mulmx_suml dot_sumr; apply: eq_bigr => t _.
by rewrite -scalemxAl dotZr outer_mulmx dotZr (dotC v) expr2.
Qed.

Lemma trace_moment (D : 'M[R]_(Q, M)) : \tr (D *m moment *m D^T) = \sum_t w t * sqn (D *m x t).
Proof.
rewrite mulmx_sumr mulmx_suml raddf_sum; apply: eq_bigr => t _ /=.
rewrite -scalemxAr -scalemxAl linearZ /=; congr (_ * _).
by rewrite outer_congr trace_outer.
Qed.

Lemma residual_cross (A : 'M[R]_(Q, M)) :
  A *m moment - cross = \sum_t w t *: ((A *m x t - y t) *m (x t)^T).
Proof.
rewrite mulmx_sumr -sumrB; apply: eq_bigr => t _.
by rewrite mulmxBl scalerBr -scalemxAr mulmxA.
Qed.

(** The cost along any displacement: exact, no assumption at all. *)
Lemma lcost_shift (A D : 'M[R]_(Q, M)) :
  lcost (A + D) = lcost A + \tr ((A *m moment - cross) *m D^T) *+ 2 + \tr (D *m moment *m D^T).
Proof.
rewrite trace_moment residual_cross mulmx_suml raddf_sum -sumrMnl -!big_split.
apply: eq_bigr => t _ /=.
have -> : (A + D) *m x t - y t = (A *m x t - y t) + D *m x t by rewrite mulmxDl addrAC.
rewrite sqnD [LHS]mulrDr [X in X + _]mulrDr -scalemxAl linearZ /=.
by rewrite outer_tr trace_outer mulrnAr.
Qed.

(** T1, completion of the square around any solution of the normal equations. *)
Theorem T1_square (A0 A : 'M[R]_(Q, M)) : A0 *m moment = cross ->
  lcost A = lcost A0 + \tr ((A - A0) *m moment *m (A - A0)^T).
Proof.
move=> e; have := lcost_shift A0 (A - A0).
by rewrite addrC subrK e subrr mul0mx linear0 mul0rn addr0.
Qed.

Theorem T1_value (A0 : 'M[R]_(Q, M)) : A0 *m moment = cross ->
  lcost A0 = \sum_t w t * sqn (y t) - \tr (A0 *m cross^T).
Proof.
move=> e; have := T1_square 0 e; rewrite sub0r raddfN /= mulNmx mulNmx mulmxN opprK e.
have -> : lcost 0 = \sum_t w t * sqn (y t).
  by apply: eq_bigr => t _; rewrite mul0mx sub0r sqnN.
move=> ->; rewrite -[cross *m _]trmxK mxtrace_tr trmx_mul trmxK addrK.
by [].
Qed.

Hypothesis w_gt0 : forall t, 0 < w t.

Lemma moment_psd : psd moment.
Proof.
split=> [|v]; first exact: moment_sym.
by rewrite moment_quad; apply: sumr_ge0 => t _; rewrite mulr_ge0 ?sqr_ge0 // ltW.
Qed.

Lemma moment_kernel v : moment *m v = 0 -> forall t, dot (x t) v = 0.
Proof.
move=> e t; have /eqP := moment_quad v; rewrite e dot0r eq_sym psumr_eq0 => [/allP h|s _].
  have := h t (mem_index_enum t).
  by rewrite /= mulf_eq0 gt_eqF // expf_eq0 => /eqP.
by rewrite mulr_ge0 ?sqr_ge0 // ltW.
Qed.

(** The normal equations always have a solution, also if the moment matrix is singular. *)
Theorem T1_solvable : exists A0 : 'M[R]_(Q, M), A0 *m moment = cross.
Proof.
suff /submxP[D ->] : (cross <= moment)%MS by exists D.
rewrite submxE; apply/eqP; rewrite mulmx_suml big1 // => t _.
rewrite -scalemxAl -mulmxA.
suff -> : (x t)^T *m cokermx moment = 0 by rewrite mulmx0 scaler0.
apply/rowP => j.
have e : moment *m col j (cokermx moment) = 0 by rewrite colE mulmxA mulmx_coker mul0mx.
rewrite [RHS]mxE -(moment_kernel e t) [LHS]mxE /dot; apply: eq_bigr => i _.
by rewrite [in LHS]mxE [in RHS]mxE.
Qed.

Theorem T1_minimum (A0 A : 'M[R]_(Q, M)) : A0 *m moment = cross -> lcost A0 <= lcost A.
Proof. by move=> e; rewrite (T1_square A e) ler_addl trace_psd //; apply: moment_psd. Qed.

(** All minimizers: exactly the solutions of A G = H. *)
Theorem T1_minimizers (A0 A : 'M[R]_(Q, M)) : A0 *m moment = cross ->
  (lcost A = lcost A0 <-> A *m moment = cross).
Proof.
move=> e0; split=> [|e]; last first.
  by apply/eqP; rewrite eq_le !T1_minimum.
rewrite (T1_square A e0) -[RHS]addr0 => /addrI /eqP.
rewrite trace_moment psumr_eq0 => [/allP h|s _]; last by rewrite mulr_ge0 ?sqn_ge0 // ltW.
apply/eqP; rewrite -e0 -subr_eq0 -mulmxBl; apply/eqP.
rewrite mulmx_sumr big1 // => t _; have := h t (mem_index_enum t).
rewrite /= mulf_eq0 gt_eqF // sqn_eq0 => /eqP z.
by rewrite -scalemxAr mulmxA z mul0mx scaler0.
Qed.

Theorem T1_unique (A0 A : 'M[R]_(Q, M)) : posdef moment -> A0 *m moment = cross ->
  lcost A = lcost A0 -> A = A0.
Proof.
move=> pd e; rewrite (T1_square A e) -[RHS]addr0 => /addrI /trace_posdef h.
by apply/eqP; rewrite -subr_eq0 h.
Qed.

Theorem T1_explicit : posdef moment -> (cross *m invmx moment) *m moment = cross.
Proof. by move=> pd; rewrite mulmxKV ?posdef_unit. Qed.
End Linear.

(** T1a: the cost, hence its least value, does not see the frame of the input. *)
Section Frame.
Variables (R : realFieldType) (T : finType) (M Q : nat).
Variables (w : T -> R) (x : T -> 'cV[R]_M) (y : T -> 'cV[R]_Q).
Hypothesis w_gt0 : forall t, 0 < w t.
Theorem T1a_cost K (A : 'M[R]_(Q, M)) : lcost w (fun t => K *m x t) y A = lcost w x y (A *m K).
Proof. by apply: eq_bigr => t _; rewrite mulmxA. Qed.
Theorem T1a_value K (A A' : 'M[R]_(Q, M)) : K \in unitmx ->
  A *m moment w x = cross w x y -> A' *m moment w (fun t => K *m x t) = cross w (fun t => K *m x t)
    y ->
  lcost w (fun t => K *m x t) y A' = lcost w x y A.
Proof.
move=> u e e'; apply/eqP; rewrite eq_le; apply/andP; split.
  by rewrite -(mulmxKV u A) -T1a_cost T1_minimum.
by rewrite T1a_cost T1_minimum.
Qed.
End Frame.

(** T2: the affine readout is the linear readout of the points with one coordinate 1 more. *)
Section Affine.
Variables (R : realFieldType) (T : finType) (M Q : nat).
Variables (w : T -> R) (x : T -> 'cV[R]_M) (y : T -> 'cV[R]_Q).

Definition acost (A : 'M[R]_(Q, M)) (c : 'cV[R]_Q) : R := \sum_t w t * sqn (A *m x t + c - y t).
Definition lifted (t : T) : 'cV[R]_(M + 1) := col_mx (x t) 1%:M.

Lemma acostE A c : acost A c = lcost w lifted y (row_mx A c).
Proof. by apply: eq_bigr => t _; rewrite mul_row_col mulmx1. Qed.

(* the two gradients of the affine cost, halved *)
Definition grad_A (A : 'M[R]_(Q, M)) (c : 'cV[R]_Q) : 'M[R]_(Q, M) :=
  \sum_t w t *: ((A *m x t + c - y t) *m (x t)^T).
Definition grad_c (A : 'M[R]_(Q, M)) (c : 'cV[R]_Q) : 'cV[R]_Q :=
  \sum_t w t *: (A *m x t + c - y t).

Lemma acost_shift (A : 'M[R]_(Q, M)) (c : 'cV[R]_Q) (D : 'M[R]_(Q, M)) (d : 'cV[R]_Q)
  : acost (A + D) (c + d) =
  acost A c + (\tr (grad_A A c *m D^T) + dot (grad_c A c) d) *+ 2 + \sum_t w t * sqn (D *m x t + d).
Proof.
rewrite mulmx_suml raddf_sum dot_suml -big_split -sumrMnl -!big_split.
apply: eq_bigr => t _ /=.
have -> : (A + D) *m x t + (c + d) - y t = (A *m x t + c - y t) + (D *m x t + d).
  by rewrite mulmxDl add_rearrange.
rewrite sqnD [LHS]mulrDr [X in X + _]mulrDr; congr (_ + _ + _).
by rewrite -scalemxAl linearZ /= dotZl -mulrDr mulrnAr outer_tr trace_outer -dotDr.
Qed.

Definition stationary A c := grad_A A c = 0 /\ grad_c A c = 0.

Theorem T2_square A0 c0 A c : stationary A0 c0 ->
  acost A c = acost A0 c0 + \sum_t w t * sqn ((A - A0) *m x t + (c - c0)).
Proof.
case=> eA ec; have := acost_shift A0 c0 (A - A0) (c - c0).
by rewrite ![_ + (_ - _)]addrC !subrK eA ec mul0mx linear0 dot0l addr0 mul0rn addr0.
Qed.

Lemma grad_lifted A c : row_mx A c *m moment w lifted - cross w lifted y = row_mx (grad_A A c)
  (grad_c A c).
Proof.
rewrite residual_cross -[LHS]hsubmxK; congr row_mx; rewrite raddf_sum; apply: eq_bigr => t _ /=.
  by rewrite mul_row_col mulmx1 tr_col_mx mul_mx_row linearZ /= row_mxKl.
by rewrite mul_row_col mulmx1 tr_col_mx trmx1 mul_mx_row mulmx1 linearZ /= row_mxKr.
Qed.

Lemma stationaryE A c : stationary A c <-> row_mx A c *m moment w lifted = cross w lifted y.
Proof.
split=> [[eA ec]|e]; first by apply/eqP; rewrite -subr_eq0 grad_lifted eA ec row_mx0.
have := grad_lifted A c; rewrite e subrr -row_mx0 => /eq_row_mx[eA ec]; by split; symmetry.
Qed.

Hypothesis w_gt0 : forall t, 0 < w t.

Theorem T2_solvable : exists A c, stationary A c.
Proof.
have [B e] := T1_solvable lifted y w_gt0.
by exists (lsubmx B), (rsubmx B); apply/stationaryE; rewrite hsubmxK.
Qed.

Theorem T2_minimum A0 c0 A c : stationary A0 c0 -> acost A0 c0 <= acost A c.
Proof.
move=> s; rewrite (T2_square A c s) ler_addl; apply: sumr_ge0 => t _.
by rewrite mulr_ge0 ?sqn_ge0 // ltW.
Qed.

Theorem T2_minimizers A0 c0 A c : stationary A0 c0 -> (acost A c = acost A0 c0 <-> stationary A c).
Proof.
move=> s; rewrite stationaryE !acostE; apply: T1_minimizers => //; exact/stationaryE.
Qed.

(** Centring: W the total weight, the means m and ybar, the centred moment. *)
Definition total : R := \sum_t w t.
Definition xmean : 'cV[R]_M := total^-1 *: \sum_t w t *: x t.
Definition ymean : 'cV[R]_Q := total^-1 *: \sum_t w t *: y t.
Definition cmoment : 'M[R]_M := moment w (fun t => x t - xmean).
Definition ccross : 'M[R]_(Q, M) := cross w (fun t => x t - xmean) (fun t => y t - ymean).

Hypothesis nonempty : 0 < total.

Lemma sum_x : \sum_t w t *: x t = total *: xmean.
Proof. by rewrite scalerA divff ?scale1r // gt_eqF. Qed.
Lemma sum_y : \sum_t w t *: y t = total *: ymean.
Proof. by rewrite scalerA divff ?scale1r // gt_eqF. Qed.

Lemma grad_cE A c : grad_c A c = total *: (A *m xmean + c - ymean).
Proof.
have e t : w t *: (A *m x t + c - y t) = A *m (w t *: x t) + w t *: c - w t *: y t.
  by rewrite scalerBr scalerDr scalemxAr.
rewrite /grad_c (eq_bigr _ (fun t _ => e t)) sumrB big_split /= -mulmx_sumr sum_x sum_y.
by rewrite -scaler_suml -/total scalerBr scalerDr scalemxAr.
Qed.

Lemma sum_centred : \sum_t w t *: (x t - xmean) = 0.
Proof.
rewrite (eq_bigr (fun t => w t *: x t - w t *: xmean)) => [|t _]; last exact: scalerBr.
by rewrite sumrB sum_x -scaler_suml subrr.
Qed.

Lemma grad_AE A c : grad_A A c = (A *m cmoment - ccross) + grad_c A c *m xmean^T.
Proof.
rewrite residual_cross /grad_A.
pose r := A *m xmean + c - ymean.
have h t : A *m x t + c - y t = (A *m (x t - xmean) - (y t - ymean)) + r.
  by rewrite mulmxBr -centre_residual.
have z : \sum_t w t *: (A *m (x t - xmean) - (y t - ymean)) = 0.
  rewrite (eq_bigr (fun t => A *m (w t *: (x t - xmean)) - w t *: (y t - ymean))) => [|t _];
    last first.
    by rewrite scalerBr scalemxAr.
  rewrite sumrB -mulmx_sumr sum_centred mulmx0 sub0r.
  rewrite (eq_bigr (fun t => w t *: y t - w t *: ymean)) => [|t _]; last exact: scalerBr.
  by rewrite sumrB sum_y -scaler_suml subrr oppr0.
have e t : w t *: ((A *m x t + c - y t) *m (x t)^T) =
  w t *: ((A *m (x t - xmean) - (y t - ymean)) *m (x t - xmean)^T) + w t *: (r *m (x t)^T)
  + (w t *: (A *m (x t - xmean) - (y t - ymean))) *m xmean^T.
  rewrite h; move: (_ - (y t - _)) => q; rewrite mulmxDl.
  have -> : q *m (x t)^T = q *m (x t - xmean)^T + q *m xmean^T by rewrite -mulmxDr -linearD subrK.
  by rewrite !scalerDr -scalemxAl addrAC.
rewrite (eq_bigr _ (fun t _ => e t)) !big_split /= -[X in _ + X]mulmx_suml z mul0mx addr0;
  congr (_ + _).
rewrite grad_cE -/r -scalemxAl scalemxAr -linearZ /= -sum_x linear_sum mulmx_sumr.
by apply: eq_bigr => t _; rewrite linearZ /= scalemxAr.
Qed.

(** T2 in the centred form: the normal equations of the affine readout. *)
Theorem T2_centred A c : stationary A c <-> A *m cmoment = ccross /\ c = ymean - A *m xmean.
Proof.
rewrite /stationary grad_AE grad_cE; split=> [[eA ec]|[eA ec]].
  have {}ec : A *m xmean + c - ymean = 0.
    by move/eqP: ec; rewrite scaler_eq0 gt_eqF //= => /eqP.
  split; last by move/eqP: ec; rewrite addrAC addr_eq0 => /eqP e; rewrite -[c]opprK -e opprB.
  by apply/eqP; rewrite -subr_eq0; move: eA; rewrite ec scaler0 mul0mx addr0 => ->.
have -> : A *m xmean + c - ymean = 0 by rewrite ec [_ + (_ - _)]addrC subrK subrr.
by rewrite scaler0 mul0mx addr0 eA subrr.
Qed.

Theorem T2_unique A0 c0 A c : posdef cmoment -> stationary A0 c0 -> acost A c = acost A0 c0 ->
  A = A0 /\ c = c0.
Proof.
move=> pd s /(T2_minimizers A c s)/T2_centred[e ->]; case/T2_centred: s => e0 ->.
suff -> : A = A0 by [].
by rewrite -(mulmxK (posdef_unit pd) A) e -e0 mulmxK ?posdef_unit.
Qed.
End Affine.

(**************************************************************************************************)
(* D6, T1, T1b, T2 for M = Q and invertible means                                                 *)
(*   noise X S     == X^-1 S X^-T, the Delta_2 of the theory                                      *)
(*   best X S Y    == Y (1 + noise)^-1 X^-1, the best linear readout                              *)
(*   sharp X S Y   == tr (Y noise (1 + noise)^-1 Y^T), its cost                                   *)
(**************************************************************************************************)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq path div choice fintype.
From mathcomp Require Import ssrAC finfun tuple bigop finset ssralg ssrnum zmodp matrix.
From mathcomp Require Import mxalgebra vector.
From Theory Require Import Basic Near Readout Descent Moments.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory order.Order.Theory.
Local Open Scope ring_scope.

Section Algebra.
Variables (R : realFieldType) (Q : nat) (X S : 'M[R]_Q).
Hypotheses (uX : X \in unitmx) (pS : psd S).
(* locked, so that no rewrite with mulmxA looks inside *)
Fact noise_key : unit. Proof. exact: tt. Qed.
Definition noise : 'M[R]_Q := locked_with noise_key (invmx X *m S *m (invmx X)^T).
Lemma noiseE : noise = invmx X *m S *m (invmx X)^T.
Proof. exact: unlock. Qed.
Notation D := noise.
Notation P := (1%:M + noise).

Lemma noise_psd : psd D.
Proof. by rewrite noiseE; apply: psd_congr. Qed.
Lemma P_posdef : posdef P.
Proof. by apply: posdef_add noise_psd; apply: posdef1. Qed.
Lemma P_unit : P \in unitmx.
Proof. exact: posdef_unit P_posdef. Qed.
Lemma noise_frame : X *m D *m X^T = S.
Proof.
rewrite noiseE !mulmxA mulmxV // mul1mx -mulmxA -trmx_mul mulmxV // trmx1 mulmx1.
by [].
Qed.
Lemma moment_frame : X *m X^T + S = X *m P *m X^T.
Proof. by rewrite mulmxDr mulmx1 mulmxDl noise_frame. Qed.
Lemma DP : D *m invmx P = 1%:M - invmx P.
Proof. by rewrite -[X in _ = X - _](mulmxV P_unit) mulmxDl mul1mx [RHS]addrC addKr. Qed.
Lemma PD : invmx P *m D = 1%:M - invmx P.
Proof. by rewrite -[X in _ = X - _](mulVmx P_unit) mulmxDr mulmx1 [RHS]addrC addKr. Qed.
Lemma commute_DP : D *m invmx P = invmx P *m D.
Proof. by rewrite DP PD. Qed.
Lemma moment_posdef : posdef (X *m X^T + S).
Proof.
rewrite moment_frame; have [s h] := P_posdef; split=> [|v nz];
  first by rewrite !trmx_mul trmxK s mulmxA.
rewrite -!mulmxA dot_mulmx; apply: h; apply: contra nz => /eqP z.
have uT : X^T \in unitmx by rewrite unitmx_tr.
by rewrite -(mulKmx uT v) z mulmx0.
Qed.

Variable Y : 'M[R]_Q.
Definition best := Y *m invmx P *m invmx X.
Lemma best_normal : best *m (X *m X^T + S) = Y *m X^T.
Proof. by rewrite moment_frame /best !mulmxA mulmxKV // mulmxKV // P_unit. Qed.
Definition sharp := \tr (Y *m D *m invmx P *m Y^T).
Lemma sharpE : \tr (Y *m Y^T) - \tr (best *m (Y *m X^T)^T) = sharp.
Proof.
rewrite /best trmx_mul trmxK !mulmxA mulmxKV // /sharp -[Y *m D *m _]mulmxA DP.
by rewrite mulmxBr mulmx1 mulmxBl raddfB.
Qed.
(** T1b *)
Theorem T1b_difference : \tr (Y *m D *m Y^T) - sharp = \tr (Y *m D *m D *m invmx P *m Y^T).
Proof.
by rewrite /sharp -raddfB -mulmxBl /= -[Y *m D *m D *m _]mulmxA DP mulmxBr mulmx1.
Qed.
Lemma cubic_psd : psd (D *m D *m invmx P).
Proof.
have -> : D *m D *m invmx P = D *m invmx P *m D^T.
  by have [-> _] := noise_psd; rewrite -!mulmxA commute_DP.
by apply: psd_congr; apply/posdef_psd/posdef_inv/P_posdef.
Qed.
Theorem T1b_bound : sharp <= \tr (Y *m D *m Y^T).
Proof.
rewrite -subr_ge0 T1b_difference -[Y *m D *m D]mulmxA -[Y *m _ *m invmx P]mulmxA.
exact: trace_psd cubic_psd.
Qed.
(** and the difference is of second order in the noise *)
Theorem T1b_second_order : \tr (Y *m D *m Y^T) - sharp <= \tr ((Y *m D) *m (Y *m D)^T).
Proof.
rewrite T1b_difference -subr_ge0; have [s _] := noise_psd.
have -> : \tr ((Y *m D) *m (Y *m D)^T) - \tr (Y *m D *m D *m invmx P *m Y^T) =
  \tr (Y *m D *m (D *m invmx P) *m (Y *m D)^T).
  rewrite -raddfB /=; congr (\tr _); rewrite trmx_mul s -![D *m invmx P]/(_) commute_DP PD.
  by rewrite mulmxBr mulmx1 mulmxBl !mulmxA -[_ *m D *m invmx P]mulmxA commute_DP mulmxA.
apply: trace_psd.
have -> : D *m invmx P = invmx P *m (D + D *m D^T) *m (invmx P)^T.
  rewrite inv_sym; last by case: P_posdef.
  rewrite s; have -> : D + D *m D = P *m D by rewrite mulmxDl mul1mx.
  by rewrite mulmxA mulVmx ?P_unit // mul1mx.
apply: psd_congr; apply: psd_add; first exact: noise_psd.
by rewrite -[D in D *m _]mulmx1; apply: psd_congr; apply/posdef_psd/posdef1.
Qed.
End Algebra.

Section Data.
Variables (R : realFieldType) (Q : nat) (T : finType) (cl : T -> 'I_Q) (x : T ->
  'cV[R]_Q) (y : 'I_Q -> 'cV[R]_Q).
Hypothesis nonempty : forall j, exists t, cl t = j.
Notation w := (weight R cl).
Notation X := (columns (xbar cl x)).
Notation S := (\sum_j scatter cl x j).
Notation Y := (columns y).
Notation yt := (fun t => y (cl t)).
Notation u := (const_mx 1 : 'cV[R]_Q).
Hypothesis uX : X \in unitmx.

Lemma scatter_psd j : psd (scatter cl x j).
Proof.
split=> [|v].
  rewrite /scatter linearZ linear_sum /=; congr (_ *: _); apply: eq_bigr => t _.
  by rewrite trmx_mul trmxK.
rewrite -scalemxAl dotZr mulr_ge0 ?invr_ge0 ?ler0n // mulmx_suml dot_sumr sumr_ge0 // => t _.
by rewrite outer_mulmx dotZr (dotC v) -expr2 sqr_ge0.
Qed.
Lemma S_psd : psd S.
Proof.
elim/big_ind: _ => [|G H|j _]; [|exact: psd_add|exact: scatter_psd].
by split=> [|v]; rewrite ?trmx0 // mul0mx dot0r.
Qed.

Theorem T1_square_normal : best X S Y *m moment w x = cross w x yt.
Proof. by rewrite D1_moment // D1_cross // best_normal //; apply: S_psd. Qed.

(** D6: Delta_2 is the second moment of the deviations in the frame of the means. *)
Theorem D6_deviations :
  noise X S = moment w (fun t => invmx X *m (x t - xbar cl x (cl t))).
Proof.
rewrite noiseE /moment (by_classes cl) mulmx_sumr mulmx_suml; apply: eq_bigr => j _.
rewrite scatterE mulmx_sumr mulmx_suml; apply: eq_bigr => t /eqP ->.
by rewrite -scalemxAr -scalemxAl outer_congr.
Qed.
Theorem D6_posdef : posdef (1%:M + noise X S).
Proof. exact/P_posdef/S_psd. Qed.

Theorem T1_square_posdef : posdef (moment w x).
Proof. by rewrite D1_moment //; apply: moment_posdef => //; apply: S_psd. Qed.

(** T1, closed form *)
Theorem T1_sharp : lcost w x yt (best X S Y) = sharp X S Y.
Proof.
rewrite (T1_value T1_square_normal) (targets_square nonempty y) D1_cross // sharpE //.
exact: S_psd.
Qed.

Theorem T1_closed A : lcost w x yt A = sharp X S Y + \tr ((A - best X S Y)
  *m moment w x *m (A - best X S Y)^T).
Proof. by rewrite -T1_sharp; apply/T1_square/T1_square_normal. Qed.

(** T2: the affine readout against the linear one *)
Lemma lcost_acost A : acost w x yt A 0 = lcost w x yt A.
Proof. by apply: eq_bigr => t _; rewrite addr0. Qed.

Lemma total_Q : total w = Q%:R :> R.
Proof.
rewrite /total (by_classes cl) (eq_bigr (fun _ => 1)) => [|j _]; last exact: class_weight.
by rewrite sumr_const card_ord.
Qed.

Theorem T2_gradient : grad_c w x yt (best X S Y) 0 = - (Y *m noise X S *m invmx (1%:M + noise X S)
  *m u).
Proof.
have -> : grad_c w x yt (best X S Y) 0 = (best X S Y *m X - Y) *m u.
  rewrite mulmxBl -mulmxA !columns_mul mulmx_sumr -sumrB /grad_c (by_classes cl);
    apply: eq_bigr => j _.
  rewrite !mxE !scale1r (eq_bigr (fun t => best X S Y *m (w t *: x t) - w t *: y j))
    => [|t /eqP ->].
    by rewrite sumrB -mulmx_sumr -xbarE // -scaler_suml class_weight // scale1r.
  by rewrite addr0 scalerBr scalemxAr.
rewrite /best mulmxKV // -[Y *m noise X S *m _]mulmxA DP; last exact: S_psd.
by rewrite -mulNmx -mulmxN opprB mulmxBr mulmx1.
Qed.

Theorem T2_equality A c : Y \in unitmx -> stationary w x yt A c ->
  (acost w x yt A c = lcost w x yt (best X S Y) <-> noise X S *m u = 0).
Proof.
move=> uY st; have w0 := weight_gt0 R nonempty.
have pS := S_psd.
rewrite -lcost_acost; split=> [/esym/(T2_minimizers w0 _ _ st)[_]|z].
  rewrite T2_gradient -[Y *m _ *m _]mulmxA commute_DP // -!mulmxA => /eqP;
    rewrite oppr_eq0 => /eqP z.
  have uP := P_unit X pS.
  by rewrite -(mulKVmx uP (noise X S *m u)) -[invmx _ *m (_ *m u)](mulKmx uY) z !mulmx0.
apply/esym/(T2_minimizers w0 _ _ st); split.
  have -> : grad_A w x yt (best X S Y) 0 = best X S Y *m moment w x - cross w x yt.
    by rewrite residual_cross; apply: eq_bigr => t _; rewrite addr0.
  by rewrite T1_square_normal subrr.
by rewrite T2_gradient -[Y *m _ *m _]mulmxA commute_DP // -!mulmxA z !mulmx0 oppr0.
Qed.
End Data.

(** V_aff <= V_lin always (any M), and the affine minimizer has rank at most Q - 1. *)
Section Any.
Variables (R : realFieldType) (M Q : nat) (T : finType) (cl : T -> 'I_Q) (x : T ->
  'cV[R]_M) (y : 'I_Q -> 'cV[R]_Q).
Hypothesis nonempty : forall j, exists t, cl t = j.
Notation w := (weight R cl).
Notation yt := (fun t => y (cl t)).

Theorem T1_classes (A : 'M[R]_(Q, M)) : A *m moment w x = cross w x yt ->
  lcost w x yt A = \tr (columns y *m (columns y)^T) - \tr (A *m moment w x *m A^T).
Proof.
move=> e; rewrite (T1_value e) (targets_square nonempty y) e.
by rewrite -[\tr (A *m _)]mxtrace_tr trmx_mul trmxK.
Qed.
Theorem T2_below A c A' : stationary w x yt A c -> acost w x yt A c <= lcost w x yt A'.
Proof.
move=> st; have -> : lcost w x yt A' = acost w x yt A' 0 by apply: eq_bigr => t _; rewrite addr0.
by apply: T2_minimum => // t; apply: weight_gt0.
Qed.

Theorem T2_rank A c : (0 < Q)%N -> posdef (cmoment w x) -> stationary w x yt A c -> (\rank A < Q)%N.
Proof.
move=> Q0 pd st.
have tq : total w = Q%:R :> R := total_Q R nonempty.
have tot : 0 < total w by rewrite tq ltr0n.
have [e _] := (T2_centred _ _ tot _ _).1 st.
have -> : A = ccross w x yt *m invmx (cmoment w x) by rewrite -e mulmxK ?posdef_unit.
apply: leq_ltn_trans (mxrankM_maxl _ _) _.
have sy : \sum_j (y j - ymean w yt) = 0.
  rewrite sumrB sumr_const card_ord -scaler_nat -tq /ymean scalerA divff ?gt_eqF // scale1r.
  rewrite (by_classes cl) -sumrB big1 // => j _.
  rewrite (eq_bigr (fun t => w t *: y j)) => [|t /eqP -> //].
  by rewrite -scaler_suml class_weight // scale1r subrr.
have -> : ccross w x yt = columns (fun j => y j - ymean w yt)
  *m (columns (fun j => xbar cl x j - xmean w x))^T.
  rewrite columns_outer /ccross /cross (by_classes cl); apply: eq_bigr => j _.
  rewrite (eq_bigr (fun t => (y j - ymean w yt) *m (w t *: x t - w t *: xmean w x)^T))
    => [|t /eqP e'].
    by rewrite -mulmx_sumr -raddf_sum /= sumrB -xbarE // -scaler_suml class_weight // scale1r.
  by rewrite /= e' -scalerBr [X in _ = _ *m X]linearZ /= scalemxAr.
apply: leq_ltn_trans (mxrankM_maxl _ _) _; rewrite ltn_neqAle rank_leq_col andbT.
apply/negP => full; have nz : (const_mx 1 : 'cV[R]_Q) != 0.
  by apply/eqP => /colP /(_ (Ordinal Q0)); rewrite !mxE => /eqP; rewrite oner_eq0.
have k : columns (fun j => y j - ymean w yt) *m (const_mx 1 : 'cV[R]_Q) = 0.
  by rewrite columns_mul -[RHS]sy; apply: eq_bigr => j _; rewrite mxE scale1r.
case/eqP: nz; have un : columns (fun j => y j - ymean w yt) \in unitmx by rewrite -row_free_unit.
by rewrite -(mulKmx un (const_mx 1)) k mulmx0.
Qed.
End Any.

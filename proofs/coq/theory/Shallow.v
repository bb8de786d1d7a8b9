(**************************************************************************************************)
(* S3, S5: the sharp value for any M and Q, and the metric of the means                           *)
(*   signal S X         == X^T S^-1 X, signal to noise     total_moment S X Pi == X Pi X^T + S    *)
(*   Pi pi, pooled pi   == diag pi, and sum of the scatters with weights pi                       *)
(**************************************************************************************************)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq path div choice fintype.
From mathcomp Require Import ssrAC finfun tuple bigop finset order ssralg ssrnum zmodp matrix.
From mathcomp Require Import mxalgebra vector.
From Theory Require Import Identities Basic Near Readout Descent Moments.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

(** Woodbury, in the form that S3 needs. *)
Section Woodbury.
Variables (R : realFieldType) (M Q : nat) (S : 'M[R]_M) (X : 'M[R]_(M, Q)) (Pi : 'M[R]_Q).
Hypotheses (pS : posdef S) (pP : posdef Pi).
Definition signal : 'M[R]_Q := X^T *m invmx S *m X.
Definition total_moment : 'M[R]_M := X *m Pi *m X^T + S.

Lemma signal_psd : psd signal.
Proof.
have := psd_congr X^T (posdef_psd (posdef_inv pS)); rewrite trmxK; exact.
Qed.
Lemma core_posdef : posdef (invmx Pi + signal).
Proof. by apply: posdef_add signal_psd; apply: posdef_inv. Qed.
Lemma total_moment_posdef : posdef total_moment.
Proof. by rewrite /total_moment addrC; apply: posdef_add pS (psd_congr X (posdef_psd pP)). Qed.
Lemma woodbury :
  Pi - Pi *m X^T *m invmx total_moment *m X *m Pi = invmx (invmx Pi + signal).
Proof.
have uS := posdef_unit pS; have uP := posdef_unit pP.
have uC := posdef_unit core_posdef; have uG := posdef_unit total_moment_posdef.
have e : total_moment *m (invmx S *m X) = X *m Pi *m (invmx Pi + signal).
  rewrite mulmxDl mulKVmx // mulmxDr mulmxK // addrC; congr (_ + _).
  by rewrite /signal !mulmxA.
have e2 : invmx total_moment *m X *m Pi = invmx S *m X *m invmx (invmx Pi + signal).
  by rewrite -[invmx S *m X](mulKmx uG) e !mulmxA mulmxK.
set C := invmx Pi + signal in uC e2 *.
have -> : Pi *m X^T *m invmx total_moment *m X *m Pi = Pi *m signal *m invmx C.
  rewrite -![_ *m X *m Pi]mulmxA -[_ *m invmx total_moment *m _]mulmxA [invmx _ *m (X *m Pi)]mulmxA.
  by rewrite e2 /signal !mulmxA.
rewrite -{1}[Pi](mulmxK uC) -mulmxBl (_ : Pi *m C - Pi *m signal = 1%:M) ?mul1mx //.
by rewrite /C mulmxDr mulmxV // addrK.
Qed.
End Woodbury.

(** S3: class weights pi; the least cost of a linear and of an affine readout, any M and Q. *)
Section Sharp.
Variables (R : realFieldType) (M Q k : nat) (T : finType) (cl : T -> 'I_Q).
Variables (x : T -> 'cV[R]_M) (y : 'I_Q -> 'cV[R]_k) (pi : 'I_Q -> R).
Hypotheses (nonempty : forall j, exists t, cl t = j) (pi_gt0 : forall j, 0 < pi j).
Notation w := (weight R cl).
Notation class_weights := (class_weights cl pi).
Definition Pi : 'M[R]_Q := diag_mx (\row_j pi j).
Definition pooled : 'M[R]_M := \sum_j pi j *: scatter cl x j.

Lemma Pi_posdef : posdef Pi.
Proof.
split=> [|v nz]; first exact: tr_diag_mx.
have e : dot v (Pi *m v) = \sum_j pi j * v j 0 ^+ 2.
  by apply: eq_bigr => j _; rewrite mul_diag_mx !mxE mulrCA expr2.
rewrite e lt_neqAle sumr_ge0 ?andbT => [|j _]; last by rewrite mulr_ge0 ?sqr_ge0 // ltW.
apply/negP; rewrite eq_sym psumr_eq0 => [/allP z|j _]; last by rewrite mulr_ge0 ?sqr_ge0 // ltW.
case/eqP: nz; apply/colP => j; have := z j (mem_index_enum j).
by rewrite /= mulf_eq0 gt_eqF //= expf_eq0 /= mxE => /eqP.
Qed.
Lemma Pi_outer m n (u : 'I_Q -> 'cV[R]_m) (v : 'I_Q -> 'cV[R]_n) :
  columns u *m Pi *m (columns v)^T = \sum_j pi j *: (u j *m (v j)^T).
Proof.
have -> : columns u *m Pi = columns (fun j => pi j *: u j).
  by rewrite mul_mx_diag; apply/matrixP => i j; rewrite !mxE mulrC.
by rewrite columns_outer; apply: eq_bigr => j _; rewrite scalemxAl.
Qed.

Lemma pi_moment : moment class_weights x = total_moment pooled (columns (xbar cl x)) Pi.
Proof.
rewrite /total_moment Pi_outer -big_split /moment (by_classes cl); apply: eq_bigr => j _ /=.
rewrite addrC -scalerDr; have := class_moment x nonempty j 0; rewrite subr0 => <-.
by rewrite scaler_sumr; apply: eq_bigr => t /eqP e; rewrite /class_weights e scalerA subr0.
Qed.
Lemma pi_cross : cross class_weights x (fun t => y (cl t)) =
  columns y *m Pi *m (columns (xbar cl x))^T.
Proof.
rewrite Pi_outer /cross (by_classes cl); apply: eq_bigr => j _.
rewrite xbarE raddf_sum mulmx_sumr scaler_sumr; apply: eq_bigr => t /eqP e /=.
by rewrite linearZ /= -scalemxAr scalerA /class_weights e.
Qed.
Lemma pi_targets : \sum_t class_weights t * sqn (y (cl t)) = \tr (columns y *m Pi *m (columns y)^T).
Proof.
rewrite Pi_outer raddf_sum (by_classes cl); apply: eq_bigr => j _ /=.
rewrite linearZ /= trace_outer (eq_bigr (fun t => w t * (pi j * sqn (y j)))) => [|t /eqP e].
  by rewrite -mulr_suml class_weight // mul1r.
by rewrite /class_weights e mulrCA mulrA.
Qed.

Hypothesis definite : posdef pooled.
Notation K := (signal pooled (columns (xbar cl x))).

Theorem S3_linear A : A *m moment class_weights x = cross class_weights x (fun t => y (cl t)) ->
  lcost class_weights x (fun t => y (cl t)) A =
  \tr (columns y *m invmx (invmx Pi + K) *m (columns y)^T).
Proof.
move=> e; rewrite (T1_value e) pi_targets -woodbury //; last exact: Pi_posdef.
have uG := posdef_unit (total_moment_posdef (columns (xbar cl x)) definite Pi_posdef).
have -> : A = cross class_weights x (fun t => y (cl t)) *m invmx (moment class_weights x).
  by rewrite -e mulmxK // pi_moment.
rewrite pi_moment pi_cross mulmxBr mulmxBl raddfB /= !trmx_mul trmxK.
have -> : Pi^T = Pi by apply: tr_diag_mx.
by rewrite !mulmxA.
Qed.
End Sharp.

(** S5: with a left inverse of the means, points near their own mean are nearer to it than to any
  other. *)
Section Metrization.
Variables (R : realFieldType) (M Q : nat) (X : 'M[R]_(M, Q)) (B : 'M[R]_(Q, M)).
Hypothesis left_inverse : B *m X = 1%:M.
Lemma parallelogram (a b : R) : (a ^+ 2 + b ^+ 2) *+ 2 - (a - b) ^+ 2 = (a + b) ^+ 2.
Proof.
rewrite sqrrB sqrrD; move: (a ^+ 2) (b ^+ 2) (a * b *+ 2) => p q r; rewrite mulr2n !opprD opprK.
by rewrite [LHS](AC ((2*2)*3) (((1*5)*(4*7))*((3*6)*2))) /= !subrr !add0r.
Qed.
Theorem S5 (z : 'cV[R]_M) j k : j != k -> sqn (B *m (z - col j X)) *+ 2 < 1 ->
  sqn (B *m (z - col j X)) < sqn (B *m (z - col k X)).
Proof.
move=> jk; set u := B *m (z - col j X) => lt.
pose v : 'cV[R]_Q := delta_mx j 0 - delta_mx k 0.
have -> : B *m (z - col k X) = u + v.
  have e i : B *m col i X = delta_mx i 0 by rewrite colE mulmxA left_inverse mul1mx.
  by rewrite /u !mulmxBr !e /v addrA subrK.
have dv (a : 'cV[R]_Q) i : dot a (delta_mx i 0) = a i 0.
  rewrite /dot (bigD1 i) //= big1 ?addr0 => [|l /negbTE ne]; first by rewrite mxE !eqxx mulr1.
  by rewrite mxE ne mulr0.
have uv : dot u v = u j 0 - u k 0 by rewrite dotBr !dv.
have vv : sqn v = 2%:R.
  by rewrite /sqn {2}/v dotBr !dv !mxE !eqxx (eq_sym k j) (negbTE jk) /= subr0 sub0r opprK.
have pair : u j 0 ^+ 2 + u k 0 ^+ 2 <= sqn u.
  rewrite /sqn /dot (bigD1 j) //= (bigD1 k) 1?eq_sym //= -!expr2 addrA ler_addl.
  by apply: sumr_ge0 => i _; rewrite -expr2 sqr_ge0.
have small_uv : (u j 0 - u k 0) ^+ 2 < 1.
  apply: le_lt_trans lt; apply: le_trans (_ : (u j 0 ^+ 2 + u k 0 ^+ 2) *+ 2 <= _).
    by rewrite -subr_ge0 parallelogram sqr_ge0.
  by rewrite ler_muln2r pair orbT.
rewrite sqnD uv vv -addrA ltr_addl -mulrnDl pmulrn_lgt0 //.
rewrite addrC -ltr_subl_addl sub0r.
rewrite ltNge; apply/negP => le; move: small_uv; rewrite ltNge => /negP[].
rewrite -sqrrN -(expr1n _ 2) ler_expn2r ?nnegrE ?ler01 //; last by rewrite ler_oppr.
by apply: le_trans ler01 _; rewrite ler_oppr.
Qed.
End Metrization.

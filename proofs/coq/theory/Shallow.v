(**************************************************************************************************)
(* S1, S3-S5: the sharp value for any M and Q, the metric of the means, the projecting network    *)
(*   signal S X         == X^T S^-1 X, signal to noise     total_moment S X Pi == X Pi X^T + S    *)
(*   Pi pi, pooled pi   == diag pi, and sum of the scatters with weights pi                       *)
(*   best_inverse S X   == of all left inverses of X the one with the least noise                 *)
(**************************************************************************************************)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq path div choice fintype.
From mathcomp Require Import ssrAC finfun tuple bigop finset ssralg ssrnum zmodp matrix.
From mathcomp Require Import mxalgebra vector.
From Theory Require Import Basic Near Readout Descent Moments Network.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory order.Order.Theory.
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

Section Square.
Variables (R : realFieldType) (M Q : nat) (S : 'M[R]_M) (X : 'M[R]_(M, Q)).
Hypotheses (pS : posdef S) (uK : signal S X \in unitmx).
Definition best_inverse : 'M[R]_(Q, M) := invmx (signal S X) *m X^T *m invmx S.
Lemma best_inverseP : best_inverse *m X = 1%:M.
Proof. by rewrite /best_inverse -!mulmxA [X^T *m _]mulmxA mulVmx. Qed.
Theorem S4_square (B : 'M[R]_(Q, M)) : B *m X = 1%:M ->
  B *m S *m B^T = invmx (signal S X) + (B - best_inverse) *m S *m (B - best_inverse)^T.
Proof.
move=> BX; have uS := posdef_unit pS; have [sS _] := pS.
have sK : (signal S X)^T = signal S X by have [] := signal_psd X pS.
have bS : best_inverse *m S = invmx (signal S X) *m X^T by rewrite mulmxKV.
have Sb : S *m best_inverse^T = X *m invmx (signal S X).
  by rewrite -[S in LHS]sS -trmx_mul bS trmx_mul trmxK trmx_inv sK.
have e1 : B *m S *m best_inverse^T = invmx (signal S X).
  by rewrite -mulmxA Sb mulmxA BX mul1mx.
have e2 : best_inverse *m S *m best_inverse^T = invmx (signal S X).
  by rewrite -mulmxA Sb mulmxA best_inverseP mul1mx.
have e3 : best_inverse *m S *m B^T = invmx (signal S X).
  by rewrite bS -mulmxA -trmx_mul BX trmx1 mulmx1.
by rewrite linearB /= mulmxBr !mulmxBl e1 e2 e3 subrr subr0 addrC subrK.
Qed.
End Square.

(** S1: one hidden layer whose first units see B x, the others nothing. *)
Section OneLayer.
Variables (R : realFieldType) (Q k r : nat) (T : finType) (x : T -> 'cV[R]_(Q + k)).
Variables (B : 'M[R]_(Q, Q + k)) (N : 'M[R]_(k, Q + k)) (A : 'M[R]_(r, Q)) (c : 'cV[R]_r).
Theorem S1_network : exists th : params R 1 (Q + k) r, W th 0 = col_mx B N /\ forall t,
  [/\ forall i, 0 < usubmx (pre th (x t) 0) i 0, forall i, dsubmx (pre th (x t) 0) i 0 < 0
    & out th (x t) = A *m (B *m x t) + c].
Proof.
pose s : R := 1 + \sum_t mbound (col_mx B N *m x t).
have far t i : `|(col_mx B N *m x t) i 0| < s.
  apply: lt_le_trans (mboundP _ _ _) _; rewrite /s (bigD1 t) //= addrCA ler_addl.
  by rewrite addr_ge0 ?ler01 // sumr_ge0 // => j _; apply/ltW/mbound_gt0.
pose b1 : 'cV[R]_(Q + k) := col_mx (const_mx s) (const_mx (- s)).
pose th : params R 1 (Q + k) r := make 1 (fun _ => col_mx B N) (fun _ => b1) (row_mx A 0)
  (c - A *m const_mx s).
exists th; split=> [|t]; first by rewrite W_make.
have preE : pre th (x t) 0 = col_mx (B *m x t + const_mx s) (N *m x t + const_mx (- s)).
  by rewrite /pre W_make // b_make //= mul_col_mx add_col_mx.
have up i : 0 < (B *m x t + const_mx s) i 0.
  have := far t (lshift k i); rewrite mul_col_mx col_mxEu ltr_norml => /andP[h _].
  by rewrite mxE [const_mx _ _ _]mxE -ltr_subl_addr sub0r.
have down i : (N *m x t + const_mx (- s)) i 0 < 0.
  have := far t (rshift Q i); rewrite mul_col_mx col_mxEd ltr_norml => /andP[_ h].
  by rewrite mxE [const_mx _ _ _]mxE subr_lt0.
split=> [i|i|]; rewrite ?preE ?col_mxKu ?col_mxKd //.
rewrite /out [state _ _ _]/= -/(pre th (x t) 0) preE.
have -> : relu (col_mx (B *m x t + const_mx s) (N *m x t + const_mx (- s))) =
    col_mx (B *m x t + const_mx s) 0.
  rewrite -[in RHS](relu_neg down) -[in RHS](relu_pos up); exact: map_col_mx.
by rewrite mul_row_col mul0mx addr0 mulmxDr addrACA subrr addr0.
Qed.

Lemma complete : row_free B -> exists N' : 'M[R]_(k, Q + k), col_mx B N' \in unitmx.
Proof.
move=> free; have rk : \rank B = Q by apply/eqP.
exists (dsubmx (row_ebase B)); have uE := row_ebase_unit B; have uC := col_ebase_unit B.
have -> : col_mx B (dsubmx (row_ebase B)) = block_mx (col_ebase B) 0 0 1%:M *m row_ebase B.
  rewrite -{2}[row_ebase B]vsubmxK mul_block_col !mul0mx addr0 add0r mul1mx; congr col_mx.
  rewrite -{1}[B]mulmx_ebase rk -mulmxA; congr (_ *m _).
  by rewrite -{1}[row_ebase B]vsubmxK pid_mx_row mul_row_col mul1mx mul0mx addr0.
by rewrite unitmx_mul uE andbT unitmxE det_ublock det1 mulr1 -unitmxE.
Qed.
End OneLayer.

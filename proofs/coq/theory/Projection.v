(**************************************************************************************************)
(* S1-S4: what the network that projects on the means costs, beside the least costs               *)
(*   B            == a left inverse of the means, B X = 1                                         *)
(*   noise_of B S == B S B^T, noise to signal seen through B                                      *)
(*   projected pi D Y == tr (Y D (1 + Pi^-1 D)^-1 Y^T), the least cost of a readout of B x        *)
(**************************************************************************************************)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq path div choice fintype.
From mathcomp Require Import ssrAC finfun tuple bigop finset ssralg ssrnum zmodp matrix.
From mathcomp Require Import mxalgebra vector.
From Theory Require Import Basic Near Readout Descent Moments Network Shallow.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory order.Order.Theory.
Local Open Scope ring_scope.

Section Bounds.
Variable R : realFieldType.
Lemma cauchy_schwarz n (u v : 'cV[R]_n) : dot u v ^+ 2 <= sqn u * sqn v.
Proof.
have [->|nz] := eqVneq v 0; first by rewrite dot0r sqn0 expr0n mulr0.
have v0 : 0 < sqn v by rewrite sqn_gt0.
have := sqn_ge0 (sqn v *: u - dot u v *: v).
rewrite sqnB !sqnZ dotZl dotZr; move: (sqn u) (sqn v) (dot u v) v0 => a b c b0.
have -> : b ^+ 2 * a - (b * (c * c)) *+ 2 + c ^+ 2 * b = b * (a * b - c ^+ 2).
  rewrite mulrBr mulr2n opprD addrA -addrA [c ^+ 2 * b]mulrC expr2 -mulrA [b * a]mulrC.
  by rewrite -[- _ + _]addrC subrr addr0 expr2.
by rewrite pmulr_rge0 // subr_ge0.
Qed.

(* the largest eigenvalue of a sum of squares is at most its trace *)
Lemma moment_trace (T : finType) n (w : T -> R) (d : T -> 'cV[R]_n) : (forall t, 0 < w t) ->
  psd ((\tr (moment w d))%:M - moment w d).
Proof.
move=> w0; split=> [|v]; first by rewrite linearB /= tr_scalar_mx moment_sym.
rewrite mulmxBl dotBr mul_scalar_mx dotZr moment_quad /moment raddf_sum mulr_suml -sumrB.
apply: sumr_ge0 => t _; rewrite /= linearZ /= trace_outer -mulrA -mulrBr mulr_ge0 ?(ltW (w0 t)) //.
by rewrite subr_ge0 cauchy_schwarz.
Qed.
Lemma psd_scalar n (a c : R) : a <= c -> psd (c%:M - a%:M : 'M[R]_n).
Proof.
move=> le; rewrite -raddfB; split=> [|v]; first exact: tr_scalar_mx.
by rewrite mul_scalar_mx dotZr mulr_ge0 ?subr_ge0 ?sqn_ge0.
Qed.
End Bounds.

(** S2, the algebra: between 0 and l the square is small against the matrix itself. *)
Section Relative.
Variables (R : realFieldType) (Q : nat) (D : 'M[R]_Q) (l : R).
Hypotheses (pD : psd D) (pl : psd (l%:M - D)) (l0 : 0 < l).
Notation P := (1%:M + D).
Let uP : P \in unitmx.
Proof. exact/posdef_unit/posdef_add/pD/posdef1. Qed.
Let sD : D^T = D. Proof. by case: pD. Qed.
Let PD : P *m D = D *m P.
Proof. by rewrite mulmxDl mulmxDr mul1mx mulmx1. Qed.

Lemma square_below : psd (l *: D - D *m D).
Proof.
split=> [|v]; first by rewrite linearB linearZ /= trmx_mul sD.
set u := D *m v.
have h1 := (pD.2 (l *: v - u)); have h2 := (pl.2 u).
move: h1 h2; rewrite mulmxBr -scalemxAr -/u !dotBl !dotBr !dotZl !dotZr mulmxBl mul_scalar_mx.
rewrite dotBr dotZr (_ : dot v (D *m u) = sqn u); last by rewrite dot_mulmx sD.
rewrite mulmxBl -scalemxAl -mulmxA -/u dotBr dotZr (_ : dot v (D *m u) = sqn u) -/(sqn u);
  last by rewrite dot_mulmx sD.
move: (dot v u) (dot u (D *m u)) (sqn u) => a c s h1 h2.
have : 0 <= l * (l * a - s).
  apply: le_trans h1 _; rewrite mulrBr -subr_ge0.
  have -> : l * (l * a) - l * s - (l * (l * a) - l * s - (l * s - c)) = l * s - c.
    by rewrite opprB addrCA subrr addr0.
  by [].
by rewrite pmulr_rge0.
Qed.

Theorem relative_psd : psd ((l / (1 + l)) *: D - D *m D *m invmx P).
Proof.
have k0 : 0 < 1 + l by rewrite addr_gt0 ?ltr01.
pose K := l *: D - D *m D.
have PK : P *m K = K *m P.
  rewrite /K mulmxBr mulmxBl -scalemxAr -scalemxAl PD; congr (_ - _).
  by rewrite mulmxA PD -!mulmxA PD.
have KP : K *m P = K + D *m (l%:M - D) *m D^T.
  rewrite mulmxDr mulmx1 sD; congr (_ + _).
  by rewrite /K mulmxBr mul_mx_scalar !mulmxBl -!scalemxAl.
have sP : (invmx P)^T = invmx P by apply: inv_sym; rewrite linearD /= trmx1 sD.
have -> : (l / (1 + l)) *: D - D *m D *m invmx P = (1 + l)^-1 *: (K *m invmx P).
  apply: (can_inj (mulmxK uP)).
  have -> : ((l / (1 + l)) *: D - D *m D *m invmx P) *m P = (l / (1 + l)) *: (D *m P) - D *m D.
    by rewrite mulmxBl mulmxKV // scalemxAl.
  have -> : (1 + l)^-1 *: (K *m invmx P) *m P = (1 + l)^-1 *: K by rewrite -scalemxAl mulmxKV.
  rewrite mulmxDr mulmx1 /K; move: (D *m D) => q.
  have {2}-> : q = (1 + l)^-1 *: ((1 + l) *: q) by rewrite scalerA mulVf ?gt_eqF // scale1r.
  have -> : l / (1 + l) = (1 + l)^-1 * l by rewrite mulrC.
  rewrite -scalerA -scalerBr; congr (_ *: _); rewrite scalerDr scalerDl scale1r.
  by rewrite opprD addrA addrAC addrK.
have -> : K *m invmx P = invmx P *m (K + D *m (l%:M - D) *m D^T) *m (invmx P)^T.
  by rewrite -KP -PK sP mulKmx.
have h : psd (invmx P *m (K + D *m (l%:M - D) *m D^T) *m (invmx P)^T).
  by apply/psd_congr/psd_add; [exact: square_below|exact: psd_congr].
split=> [|v]; first by rewrite linearZ /= h.1.
by rewrite -scalemxAl dotZr mulr_ge0 ?invr_ge0 ?(ltW k0) // h.2.
Qed.
End Relative.

(** The points seen through a matrix: means and scatters. *)
Section Seen.
Variables (R : realFieldType) (M N Q : nat) (T : finType) (cl : T -> 'I_Q) (x : T -> 'cV[R]_M).
Variables (B : 'M[R]_(N, M)) (pi : 'I_Q -> R).
Lemma xbar_seen j : xbar cl (fun t => B *m x t) j = B *m xbar cl x j.
Proof. by rewrite /xbar -scalemxAr mulmx_sumr. Qed.
Lemma scatter_seen j : scatter cl (fun t => B *m x t) j = B *m scatter cl x j *m B^T.
Proof.
rewrite /scatter -scalemxAr -scalemxAl mulmx_sumr mulmx_suml; congr (_ *: _).
by apply: eq_bigr => t _; rewrite xbar_seen -mulmxBr outer_congr.
Qed.
Lemma pooled_seen : pooled cl (fun t => B *m x t) pi = B *m pooled cl x pi *m B^T.
Proof.
rewrite /pooled mulmx_sumr mulmx_suml; apply: eq_bigr => j _.
by rewrite scatter_seen -[in RHS]scalemxAr -[in RHS]scalemxAl.
Qed.
Lemma columns_seen : columns (xbar cl (fun t => B *m x t)) = B *m columns (xbar cl x).
Proof.
apply/matrixP => i j; rewrite [LHS]mxE xbar_seen [LHS]mxE [RHS]mxE; apply: eq_bigr => r _.
by rewrite [columns _ _ _]mxE.
Qed.
Lemma xbar_shift (m : 'cV[R]_M) j : (exists t, cl t = j) ->
  xbar cl (fun t => x t - m) j = xbar cl x j - m.
Proof.
move=> [t e]; have n0 : (members cl j)%:R != 0 :> R.
  by rewrite pnatr_eq0 -lt0n; apply/card_gt0P; exists t; rewrite inE e.
rewrite /xbar sumrB scalerBr sumr_const -[X in _ - _ *: (_ *+ X)]/(members cl j).
by rewrite -[m *+ _]scaler_nat scalerA mulVf // scale1r.
Qed.
Lemma pooled_shift (m : 'cV[R]_M) : (forall j, exists t, cl t = j) ->
  pooled cl (fun t => x t - m) pi = pooled cl x pi.
Proof.
move=> ne; apply: eq_bigr => j _; congr (_ *: (_ *: _)); apply: eq_bigr => t _.
by rewrite xbar_shift // opprB addrA subrK.
Qed.
End Seen.

Section Projection.
Variables (R : realFieldType) (M Q k : nat) (T : finType) (cl : T -> 'I_Q).
Variables (x : T -> 'cV[R]_M) (y : 'I_Q -> 'cV[R]_k) (pi : 'I_Q -> R).
Hypotheses (nonempty : forall j, exists t, cl t = j) (pi_gt0 : forall j, 0 < pi j).
Notation w := (class_weights cl pi).
Notation yt := (fun t => y (cl t)).
Notation X := (columns (xbar cl x)).
Notation Y := (columns y).
Notation S := (pooled cl x pi).
Let w_gt0 t : 0 < w t. Proof. exact: class_weights_gt0. Qed.

Section Inverse.
Variable B : 'M[R]_(Q, M).
Hypothesis left_inverse : B *m X = 1%:M.
Notation z := (fun t => B *m x t).
Definition noise_of : 'M[R]_Q := B *m S *m B^T.

(** S1: the readout Y of B x costs the noise, seen through Y. *)
Theorem naive_cost : lcost w z yt Y = \tr (Y *m noise_of *m Y^T).
Proof.
rewrite /noise_of -pooled_seen /pooled mulmx_sumr mulmx_suml raddf_sum /lcost (by_classes cl) /=.
apply: eq_bigr => j _.
have := class_cost z nonempty Y 0 (y j) j; rewrite xbar_seen addr0.
have -> : Y *m (B *m xbar cl x j) = y j.
  have -> : xbar cl x j = X *m delta_mx j 0.
    rewrite columns_mul (bigD1 j) //= big1 ?addr0 => [|i /negbTE ij].
      by rewrite mxE !eqxx scale1r.
    by rewrite mxE ij scale0r.
  rewrite (mulmxA B) left_inverse mul1mx columns_mul (bigD1 j) //= big1 ?addr0 => [|i /negbTE ij].
    by rewrite mxE !eqxx scale1r.
  by rewrite mxE ij scale0r.
rewrite subrr sqn0 add0r; move: (scatter cl z j) => s e.
rewrite -scalemxAr -scalemxAl linearZ /= -e mulr_sumr.
by apply: eq_bigr => t /eqP h; rewrite /class_weights h addr0 mulrA.
Qed.

Lemma noise_deviations : noise_of = moment w (fun t => B *m (x t - xbar cl x (cl t))).
Proof.
rewrite /noise_of /pooled /moment (by_classes cl) mulmx_sumr mulmx_suml; apply: eq_bigr => j _.
rewrite scatterE // -scalemxAr -scalemxAl mulmx_sumr mulmx_suml scaler_sumr.
apply: eq_bigr => t /eqP e; rewrite -scalemxAr -scalemxAl outer_congr scalerA.
by rewrite /class_weights e.
Qed.

Lemma noise_psd : psd noise_of.
Proof. by rewrite noise_deviations; apply: moment_psd. Qed.

(** S1: the least cost of a readout of B x. *)
Lemma core_unit : Pi pi + noise_of \in unitmx.
Proof. exact/posdef_unit/posdef_add/noise_psd/Pi_posdef. Qed.
Theorem projected_cost A : A *m moment w z = cross w z yt -> lcost w z yt A =
  \tr (Y *m noise_of *m invmx (1%:M + invmx (Pi pi) *m noise_of) *m Y^T).
Proof.
move=> e; have uP := posdef_unit (Pi_posdef pi_gt0); have uC := core_unit.
have G : moment w z = Pi pi + noise_of.
  rewrite pi_moment // /total_moment columns_seen left_inverse mul1mx trmx1 mulmx1.
  by rewrite pooled_seen.
have H : cross w z yt = Y *m Pi pi.
  by rewrite pi_cross // columns_seen left_inverse trmx1 mulmx1.
have eA : A = Y *m Pi pi *m invmx (Pi pi + noise_of) by rewrite -H -e G mulmxK.
have -> : invmx (1%:M + invmx (Pi pi) *m noise_of) = invmx (Pi pi + noise_of) *m Pi pi.
  have -> : 1%:M + invmx (Pi pi) *m noise_of = invmx (Pi pi) *m (Pi pi + noise_of).
    by rewrite mulmxDr mulVmx.
  apply: (can_inj (mulKmx (_ : invmx (Pi pi) *m (Pi pi + noise_of) \in unitmx))).
    by rewrite unitmx_mul unitmx_inv uP uC.
  by rewrite mulmxV ?unitmx_mul ?unitmx_inv ?uP // !mulmxA mulmxK // mulVmx.
have K : Pi pi - Pi pi *m invmx (Pi pi + noise_of) *m Pi pi =
    noise_of *m (invmx (Pi pi + noise_of) *m Pi pi).
  rewrite -{1}[Pi pi](mulKVmx uC) mulmxA -mulmxA -[X in _ - X]mulmxA -mulmxBl; congr (_ *m _).
  by rewrite [Pi pi + _]addrC addrK.
rewrite (T1_value e) pi_targets // H eA trmx_mul (_ : (Pi pi)^T = Pi pi); last exact: tr_diag_mx.
by rewrite -[Y *m noise_of *m _]mulmxA -K mulmxBr mulmxBl raddfB /= !mulmxA.
Qed.

(** S1, S2: bounds by the greatest deviation. *)
Variables (d c : R).
Hypothesis spread : forall t, sqn (B *m (x t - xbar cl x (cl t))) <= d.
Theorem naive_bound : (forall v, sqn (Y *m v) <= c * sqn v) -> 0 <= c ->
  lcost w z yt Y <= (\sum_j pi j) * (c * d).
Proof.
move=> op c0; rewrite naive_cost noise_deviations trace_moment.
have -> : \sum_j pi j = \sum_t w t.
  rewrite (by_classes cl); apply: eq_bigr => j _.
  rewrite -[LHS]mulr1 -(class_weight R nonempty j) mulr_sumr.
  by apply: eq_bigr => t /eqP e; rewrite /class_weights e.
rewrite mulr_suml; apply: ler_sum => t _; rewrite ler_wpmul2l ?(ltW (w_gt0 t)) //.
by apply: le_trans (op _) _; apply: ler_wpmul2l.
Qed.
Lemma noise_trace : \tr noise_of <= (\sum_j pi j) * d.
Proof.
have -> : \sum_j pi j = \sum_t w t.
  rewrite (by_classes cl); apply: eq_bigr => j _.
  rewrite -[LHS]mulr1 -(class_weight R nonempty j) mulr_sumr.
  by apply: eq_bigr => t /eqP e; rewrite /class_weights e.
rewrite noise_deviations /moment raddf_sum mulr_suml; apply: ler_sum => t _ /=.
by rewrite linearZ /= trace_outer ler_wpmul2l ?(ltW (w_gt0 t)) //; apply: spread.
Qed.

(** S2: with all class weights 1 the naive cost is above the least one by a small part of itself. *)
Theorem S2_relative A : (forall j, pi j = 1) -> (0 < Q)%N -> 0 < d ->
  A *m moment w z = cross w z yt ->
  0 <= lcost w z yt Y - lcost w z yt A <=
  lcost w z yt Y * (Q%:R * d / (1 + Q%:R * d)).
Proof.
move=> one Q0 d0 e; have D := noise_psd; set l := Q%:R * d.
have l0 : 0 < l by rewrite mulr_gt0 ?ltr0n.
have Pi1 : Pi pi = 1%:M.
  by apply/matrixP => i j; rewrite !mxE one.
have tr : \tr noise_of <= l.
  by have := noise_trace; rewrite (eq_bigr (fun _ => 1)) // sumr_const card_ord.
have pl : psd (l%:M - noise_of).
  have -> : l%:M - noise_of = (l%:M - (\tr noise_of)%:M) + ((\tr noise_of)%:M - noise_of).
    by rewrite addrA subrK.
  apply: psd_add; first exact: psd_scalar.
  by rewrite noise_deviations; apply: moment_trace.
apply/andP; split; first by rewrite subr_ge0; apply: T1_minimum.
rewrite (projected_cost e) naive_cost Pi1 invmx1 mul1mx.
move: noise_of D pl => D pD pl; have R1 := relative_psd pD pl l0.
have uP : 1%:M + D \in unitmx by apply/posdef_unit/posdef_add/pD/posdef1.
have -> : \tr (Y *m D *m Y^T) - \tr (Y *m D *m invmx (1%:M + D) *m Y^T) =
    \tr (Y *m (D *m D *m invmx (1%:M + D)) *m Y^T).
  rewrite -raddfB -mulmxBl -[Y *m D *m invmx _]mulmxA -mulmxBr /=; congr (\tr (_ *m _ *m _)).
  by rewrite -{1}[D](mulmxK uP) mulmxDr mulmx1 mulmxDl addrC addKr.
rewrite -subr_ge0; have := trace_psd Y R1.
by rewrite mulmxBr mulmxBl raddfB /= -scalemxAr -scalemxAl linearZ /= mulrC.
Qed.
End Inverse.

(** S3 for the affine readout: everything centred at the mean for the weights pi. *)
Theorem S3_affine A c : (0 < Q)%N -> posdef S -> stationary w x yt A c ->
  let m := xmean w x in let n := ymean w yt in
  acost w x yt A c = \tr (columns (fun j => y j - n) *m
    invmx (invmx (Pi pi) + signal S (columns (fun j => xbar cl x j - m)))
    *m (columns (fun j => y j - n))^T).
Proof.
move=> Q0 pd st m n; have [t0 _] := nonempty (Ordinal Q0).
have tot : 0 < total w.
  by rewrite /total (bigD1 t0) //= ltr_spaddl // sumr_ge0 // => t _; apply: ltW.
have [e ec] := (T2_centred _ _ tot _ _).1 st.
have -> : acost w x yt A c = lcost w (fun t => x t - m) (fun t => y (cl t) - n) A.
  apply: eq_bigr => t _; congr (_ * sqn _); rewrite ec mulmxBr -/m -/n.
  by rewrite opprB [LHS](AC ((1*2)*1) ((1*3)*(2*4))) /=.
have := @S3_linear _ _ _ _ _ cl (fun t => x t - m) (fun j => y j - n) pi nonempty pi_gt0.
rewrite pooled_shift // (_ : columns _ = columns (fun j => xbar cl x j - m)); first exact.
by apply/matrixP => i j; rewrite [LHS]mxE [RHS]mxE xbar_shift.
Qed.

(** S4: the order of the costs, and the left inverses of the means. *)
Theorem S4_order (B : 'M[R]_(Q, M)) A c A1 A2 : stationary w x yt A c ->
  A1 *m moment w x = cross w x yt ->
  A2 *m moment w (fun t => B *m x t) = cross w (fun t => B *m x t) yt ->
  [/\ acost w x yt A c <= lcost w x yt A1, lcost w x yt A1 <= lcost w (fun t => B *m x t) yt A2
    & lcost w (fun t => B *m x t) yt A2 <= lcost w (fun t => B *m x t) yt Y].
Proof.
move=> st e1 e2; split; last exact: T1_minimum.
  have -> : lcost w x yt A1 = acost w x yt A1 0 by apply: eq_bigr => t _; rewrite addr0.
  exact: T2_minimum.
have -> : lcost w (fun t => B *m x t) yt A2 = lcost w x yt (A2 *m B).
  by apply: eq_bigr => t _; rewrite mulmxA.
exact: T1_minimum.
Qed.
End Projection.

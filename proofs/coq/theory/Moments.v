(**************************************************************************************************)
(* D1, D3: class means and scatters, and the cost through them                                    *)
(*   columns v        == the matrix with the columns v 0, .., v (Q-1)                             *)
(*   xbar cl x j      == mean of class j            scatter cl x j == its scatter                 *)
(*   mean_of cl x I   == mean of the means of the classes outside I                               *)
(**************************************************************************************************)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq path div choice fintype.
From mathcomp Require Import ssrAC finfun tuple bigop finset ssralg ssrnum zmodp matrix.
From mathcomp Require Import mxalgebra vector.
From Theory Require Import Basic Near Readout Descent.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory order.Order.Theory.
Local Open Scope ring_scope.

(** The matrix whose columns are given vectors. *)
Definition columns (R : realFieldType) m q (v : 'I_q ->
  'cV[R]_m) : 'M[R]_(m, q) := \matrix_(i, j) v j i 0.

Section Columns.
Variables (R : realFieldType) (m n q : nat).
Lemma columns_outer (u : 'I_q -> 'cV[R]_m) (v : 'I_q -> 'cV[R]_n) :
  columns u *m (columns v)^T = \sum_j u j *m (v j)^T.
Proof.
apply/matrixP => i k; rewrite summxE !mxE; apply: eq_bigr => j _.
by rewrite !mxE big_ord1 !mxE.
Qed.
Lemma columns_mul (u : 'I_q -> 'cV[R]_m) a : columns u *m a = \sum_j a j 0 *: u j.
Proof. by apply/colP => i; rewrite summxE !mxE; apply: eq_bigr => j _; rewrite !mxE mulrC. Qed.
End Columns.

Section Moments.
Variables (R : realFieldType) (M Q : nat) (T : finType) (cl : T -> 'I_Q) (x : T -> 'cV[R]_M).
Hypothesis nonempty : forall j, exists t, cl t = j.
Notation w := (weight R cl).

Definition xbar j : 'cV[R]_M := (members cl j)%:R^-1 *: \sum_(t | cl t == j) x t.
Definition scatter j : 'M[R]_M :=
  (members cl j)%:R^-1 *: \sum_(t | cl t == j) ((x t - xbar j) *m (x t - xbar j)^T).

Lemma by_class (V : lmodType R) (f : T -> V) j :
  (members cl j)%:R^-1 *: (\sum_(t | cl t == j) f t) = \sum_(t | cl t == j) w t *: f t.
Proof. by rewrite scaler_sumr; apply: eq_bigr => t /eqP e; rewrite /weight e. Qed.
Lemma by_classes (V : zmodType) (f : T -> V) : \sum_t f t = \sum_j \sum_(t | cl t == j) f t.
Proof. by rewrite (partition_big cl predT). Qed.

Lemma xbarE j : xbar j = \sum_(t | cl t == j) w t *: x t.
Proof. exact: by_class. Qed.
Lemma scatterE j : scatter j = \sum_(t | cl t == j) w t *: ((x t - xbar j) *m (x t - xbar j)^T).
Proof. exact: by_class. Qed.

Lemma class_centred j : \sum_(t | cl t == j) w t *: (x t - xbar j) = 0.
Proof.
rewrite (eq_bigr (fun t => w t *: x t - w t *: xbar j)) => [|t _]; last exact: scalerBr.
by rewrite sumrB -xbarE -scaler_suml class_weight // scale1r subrr.
Qed.

(** Second moments of a class around any point. *)
Lemma class_moment j m : \sum_(t | cl t == j) w t *: ((x t - m) *m (x t - m)^T) =
  scatter j + (xbar j - m) *m (xbar j - m)^T.
Proof.
set d := xbar j - m.
have e t : cl t == j -> w t *: ((x t - m) *m (x t - m)^T) =
  (w t *: ((x t - xbar j) *m (x t - xbar j)^T) + w t *: (d *m d^T)) +
  ((w t *: (x t - xbar j)) *m d^T + d *m (w t *: (x t - xbar j))^T).
  move=> _; have -> : x t - m = (x t - xbar j) + d by rewrite /d addrA subrK.
  move: (x t - xbar j) => u; rewrite [in LHS]linearD /= mulmxDl !mulmxDr !scalerDr linearZ /=.
  by rewrite -scalemxAl -scalemxAr [w t *: (d *m u^T) + _]addrC [LHS]addrACA.
rewrite (eq_bigr _ e) !big_split /= -mulmx_suml -mulmx_sumr -raddf_sum /= class_centred.
by rewrite trmx0 mul0mx mulmx0 !addr0 -scatterE -scaler_suml class_weight // scale1r.
Qed.

(** D1 *)
Theorem D1_moment : moment w x = columns xbar *m (columns xbar)^T + \sum_j scatter j.
Proof.
rewrite columns_outer addrC -big_split /moment by_classes; apply: eq_bigr => j _ /=.
have := class_moment j 0; rewrite !subr0 => <-.
by apply: eq_bigr => t _; rewrite subr0.
Qed.

Theorem D1_cross k (y : 'I_Q -> 'cV[R]_k) : cross w x (fun t => y (cl t))
  = columns y *m (columns xbar)^T.
Proof.
rewrite columns_outer /cross by_classes; apply: eq_bigr => j _ /=.
rewrite xbarE raddf_sum mulmx_sumr; apply: eq_bigr => t /eqP -> /=.
by rewrite linearZ /= scalemxAr.
Qed.

Lemma targets_square k (y : 'I_Q -> 'cV[R]_k) : \sum_t w t * sqn (y (cl t)) =
  \tr (columns y *m (columns y)^T).
Proof.
rewrite columns_outer raddf_sum by_classes; apply: eq_bigr => j _ /=.
rewrite (eq_bigr (fun t => w t * sqn (y j))) => [|t /eqP -> //].
by rewrite -mulr_suml class_weight // mul1r trace_outer.
Qed.

(** D3, one class *)
Theorem class_cost k (A : 'M[R]_(k, M)) c (y : 'cV[R]_k) j :
  \sum_(t | cl t == j) w t * sqn (A *m x t + c - y) = sqn (A *m xbar j + c - y)
    + \tr (A *m scatter j *m A^T).
Proof.
set r := A *m xbar j + c - y.
have e t : cl t == j -> w t * sqn (A *m x t + c - y) =
  (w t * sqn r + w t * sqn (A *m (x t - xbar j))) + dot (A *m (w t *: (x t - xbar j))) r *+ 2.
  move=> _; have -> : A *m x t + c - y = A *m (x t - xbar j) + r.
    by rewrite mulmxBr -split_residual.
  rewrite addrC sqnD [LHS]mulrDr [X in X + _]mulrDr addrAC; congr (_ + _).
  by rewrite -scalemxAr dotZl mulrnAr dotC.
rewrite (eq_bigr _ e) big_split [X in X + _ = _]big_split /= -mulr_suml class_weight // mul1r
  sumrMnl -dot_suml -mulmx_sumr.
rewrite class_centred mulmx0 dot0l mul0rn addr0; congr (_ + _).
rewrite scatterE mulmx_sumr mulmx_suml raddf_sum; apply: eq_bigr => t _ /=.
by rewrite -scalemxAr -scalemxAl mxtraceZ outer_congr trace_outer.
Qed.

(** T5, the cost in (A, c, p) as in the theory. *)
Section Truncated.
Variables (y : 'I_Q -> 'cV[R]_Q) (I : pred 'I_Q) (A : 'M[R]_(Q, M)) (c : 'cV[R]_Q).
Variable p : 'I_Q -> 'cV[R]_M.
Notation kept k := (sqn (A *m xbar k + c - y k) + \tr (A *m scatter k *m A^T)).
Lemma truncated_class j :
  \sum_(t | cl t == j) w t * sqn (A *m trunc cl x I p t + c - y (cl t)) =
  if I j then sqn (A *m p j + c - y j) else kept j.
Proof.
case: ifP => Ij; last first.
  by rewrite -class_cost; apply: eq_bigr => t /eqP e; rewrite /trunc e Ij.
rewrite (eq_bigr (fun t => w t * sqn (A *m p j + c - y j))) => [|t /eqP e].
  by rewrite -mulr_suml class_weight // mul1r.
by rewrite /trunc e Ij.
Qed.
Theorem T5_F : F w cl x y I A c p = \sum_(j | I j) sqn (A *m p j + c - y j) +
  \sum_(k | ~~ I k) kept k.
Proof.
rewrite /F /acost by_classes (bigID I) /=; congr (_ + _); apply: eq_bigr => j Ij.
  by rewrite truncated_class Ij.
by rewrite truncated_class (negbTE Ij).
Qed.
Theorem T5_F_weighted pi : F (class_weights cl pi) cl x y I A c p =
  \sum_(j | I j) pi j * sqn (A *m p j + c - y j) + \sum_(k | ~~ I k) pi k * kept k.
Proof.
rewrite /F /acost by_classes (bigID I) /=; congr (_ + _); apply: eq_bigr => j Ij.
  have := truncated_class j; rewrite Ij => <-; rewrite mulr_sumr.
  by apply: eq_bigr => t /eqP e; rewrite /class_weights e mulrA.
have := truncated_class j; rewrite (negbTE Ij) => <-; rewrite mulr_sumr.
by apply: eq_bigr => t /eqP e; rewrite /class_weights e mulrA.
Qed.
End Truncated.

(** The scatter that T5d asks to be definite, class by class. *)
Definition mean_of (I : pred 'I_Q) : 'cV[R]_M := (#|[pred k | ~~ I k]|%:R)^-1 *: \sum_(k | ~~ I k)
  xbar k.

Lemma outside_sum (V : lmodType R) (f : T -> V) I :
  \sum_t outside w cl I t *: f t = \sum_(k | ~~ I k) \sum_(t | cl t == k) w t *: f t.
Proof.
rewrite by_classes (bigID I) /= big1 ?add0r => [|j Ij].
  apply: eq_bigr => j Ij; apply: eq_bigr => t /eqP e; by rewrite /outside e (negbTE Ij).
by rewrite big1 // => t /eqP e; rewrite /outside e Ij scale0r.
Qed.

Theorem outer_scatterE I : outer_scatter w cl x I =
  \sum_(k | ~~ I k) (scatter k + (xbar k - mean_of I) *m (xbar k - mean_of I)^T).
Proof.
have -> : mean_of I = xmean (outside w cl I) x.
  rewrite /mean_of /xmean outside_sum; congr (_ *: _); last by apply: eq_bigr => k _; rewrite xbarE.
  congr (_^-1); rewrite /total.
  have -> : \sum_t outside w cl I t = \sum_(k | ~~ I k) \sum_(t | cl t == k) w t.
    have := outside_sum (fun _ => 1 : R^o) I; rewrite (eq_bigr (outside w cl I)) => [->|t _].
      by apply: eq_bigr => k _; apply: eq_bigr => t _; apply: mulr1.
    exact: mulr1.
  rewrite (eq_bigr (fun _ => 1)) => [|k _]; last by rewrite class_weight.
  by rewrite sumr_const.
rewrite /outer_scatter /cmoment /moment outside_sum; apply: eq_bigr => k _.
exact: class_moment.
Qed.
End Moments.

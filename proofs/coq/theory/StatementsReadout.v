(**************************************************************************************************)
(* D1, D3, D6, T1, T2: means, scatters and the best output layer, as stated                       *)
(*   R is any ordered field, T the set of all points, cl t the class of a point, w its weight.    *)
(*   weight R cl t        == 1 / number of points of the class of t                               *)
(*   xbar cl x j, scatter cl x j == mean and scatter of class j     columns v == [v 0 .. v (Q-1)] *)
(*   dot u v, sqn u       == scalar product, squared length                                       *)
(*   posdef G             == G is symmetric and positive definite                                 *)
(*   moment w x, cross w x y == sum of w x x^T, of w y x^T                                        *)
(*   lcost w x y A        == the cost of the linear readout A, sum of w |A x - y|^2               *)
(*   acost w x y A c      == the cost of the affine readout A x + c                               *)
(*   stationary w x y A c == both gradients of acost vanish at (A, c)                             *)
(*   grad_c w x y A c     == half of its gradient by c                                            *)
(*   total, xmean, ymean, cmoment, ccross == total weight, means, moments of the centred points   *)
(*   noise X S            == X^-1 S X^-T      best X S Y == Y (1 + noise)^-1 X^-1                 *)
(*   sharp X S Y          == tr (Y noise (1 + noise)^-1 Y^T)                                      *)
(**************************************************************************************************)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq path div choice fintype.
From mathcomp Require Import ssrAC finfun tuple bigop finset fingroup perm ssralg ssrnum.
From mathcomp Require Import zmodp matrix mxalgebra vector.
From Theory Require Import Basic Readout Descent Moments Square.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory order.Order.Theory.
Local Open Scope ring_scope.

(** * Means and scatters *)

Section Setting.
Variables (R : realFieldType) (M Q : nat) (T : finType) (cl : T -> 'I_Q) (x : T -> 'cV[R]_M).
Hypothesis nonempty : forall j, exists t, cl t = j.

(** D1: deviations have mean 0; second moments through means and scatters. *)
Theorem D1_deviations j : \sum_(t | cl t == j) weight R cl t *: (x t - xbar cl x j) = 0.
Proof. exact: class_centred. Qed.
Theorem D1_moment : moment (weight R cl) x =
  columns (xbar cl x) *m (columns (xbar cl x))^T + \sum_j scatter cl x j.
Proof. exact: Moments.D1_moment. Qed.

Theorem D1_cross k (y : 'I_Q -> 'cV[R]_k) : cross (weight R cl) x (fun t => y (cl t)) =
  columns y *m (columns (xbar cl x))^T.
Proof. exact: Moments.D1_cross. Qed.
(** D3: the cost of an affine readout on one class, through its mean and its scatter. *)
Theorem D3_class (A : 'M[R]_(Q, M)) c (y : 'cV[R]_Q) j :
  \sum_(t | cl t == j) weight R cl t * sqn (A *m x t + c - y) =
  sqn (A *m xbar cl x j + c - y) + \tr (A *m scatter cl x j *m A^T).
Proof. exact: class_cost. Qed.
End Setting.

(** * The output layer *)

Section Readouts.
Variables (R : realFieldType) (T : finType) (M Q : nat).
Variables (w : T -> R) (x : T -> 'cV[R]_M) (y : T -> 'cV[R]_Q).
Implicit Types (A : 'M[R]_(Q, M)) (c : 'cV[R]_Q).

(** T1: completion of the square; solutions, minimizers, uniqueness, the value. *)
Theorem T1_square A0 A : A0 *m moment w x = cross w x y ->
  lcost w x y A = lcost w x y A0 + \tr ((A - A0) *m moment w x *m (A - A0)^T).
Proof. exact: Readout.T1_square. Qed.
Theorem T1_value A0 : A0 *m moment w x = cross w x y ->
  lcost w x y A0 = \sum_t w t * sqn (y t) - \tr (A0 *m (cross w x y)^T).
Proof. exact: Readout.T1_value. Qed.

Theorem T1_explicit : posdef (moment w x) ->
  (cross w x y *m invmx (moment w x)) *m moment w x = cross w x y.
Proof. exact: Readout.T1_explicit. Qed.

Hypothesis w_gt0 : forall t, 0 < w t.

Theorem T1_solvable : exists A0, A0 *m moment w x = cross w x y.
Proof. exact: Readout.T1_solvable. Qed.
Theorem T1_minimizers A0 A : A0 *m moment w x = cross w x y ->
  lcost w x y A0 <= lcost w x y A /\
  (lcost w x y A = lcost w x y A0 <-> A *m moment w x = cross w x y).
Proof. by move=> e; split; [apply: Readout.T1_minimum|apply: Readout.T1_minimizers]. Qed.
Theorem T1_unique A0 A : posdef (moment w x) -> A0 *m moment w x = cross w x y ->
  lcost w x y A = lcost w x y A0 -> A = A0.
Proof. exact: Readout.T1_unique. Qed.

(** T1a: the least value does not depend on the frame of the input. *)
Theorem T1a K A A' : K \in unitmx ->
  A *m moment w x = cross w x y ->
  A' *m moment w (fun t => K *m x t) = cross w (fun t => K *m x t) y ->
  lcost w (fun t => K *m x t) y A' = lcost w x y A.
Proof. exact: Readout.T1a_value. Qed.

(** T2: the affine readout. *)
Theorem T2_square A0 c0 A c : stationary w x y A0 c0 ->
  acost w x y A c = acost w x y A0 c0 + \sum_t w t * sqn ((A - A0) *m x t + (c - c0)).
Proof. exact: Readout.T2_square. Qed.
Theorem T2_solvable : exists A c, stationary w x y A c.
Proof. exact: Readout.T2_solvable. Qed.
Theorem T2_minimizers A0 c0 A c : stationary w x y A0 c0 ->
  acost w x y A0 c0 <= acost w x y A c /\
  (acost w x y A c = acost w x y A0 c0 <-> stationary w x y A c).
Proof. by move=> s; split; [apply: Readout.T2_minimum|apply: Readout.T2_minimizers]. Qed.
Theorem T2_centred A c : 0 < total w -> (stationary w x y A c <->
  A *m cmoment w x = ccross w x y /\ c = ymean w y - A *m xmean w x).
Proof. by move=> h; apply: Readout.T2_centred. Qed.
Theorem T2_unique A0 c0 A c : 0 < total w -> posdef (cmoment w x) -> stationary w x y A0 c0 ->
  acost w x y A c = acost w x y A0 c0 -> A = A0 /\ c = c0.
Proof. by move=> h; apply: Readout.T2_unique. Qed.
End Readouts.

(** D6, T1, T1b, T2 for M = Q and invertible means: X the means, S the scatter, Y the targets,
    noise X S the matrix Delta_2. *)
Section Square.
Variables (R : realFieldType) (Q : nat) (T : finType) (cl : T -> 'I_Q).
Variables (x : T -> 'cV[R]_Q) (y : 'I_Q -> 'cV[R]_Q).
Hypothesis nonempty : forall j, exists t, cl t = j.
Let w := weight R cl.
Let X := columns (xbar cl x).
Let S := \sum_j scatter cl x j.
Let Y := columns y.
Let yt t := y (cl t).
Hypothesis uX : X \in unitmx.

Theorem D6 : noise X S = invmx X *m S *m (invmx X)^T.
Proof. exact: noiseE. Qed.
Theorem D6_deviations : noise X S = moment w (fun t => invmx X *m (x t - xbar cl x (cl t))).
Proof. exact: Square.D6_deviations. Qed.
Theorem D6_posdef : posdef (1%:M + noise X S).
Proof. exact: Square.D6_posdef. Qed.
Theorem T1_posdef : posdef (moment w x).
Proof. exact: T1_square_posdef. Qed.
Theorem T1_closed A : lcost w x yt A = sharp X S Y +
  \tr ((A - best X S Y) *m moment w x *m (A - best X S Y)^T).
Proof. exact: Square.T1_closed. Qed.
Theorem T1b_difference : \tr (Y *m noise X S *m Y^T) - sharp X S Y =
  \tr (Y *m noise X S *m noise X S *m invmx (1%:M + noise X S) *m Y^T).
Proof. by apply: Square.T1b_difference => //; apply: S_psd. Qed.
Theorem T1b : 0 <= \tr (Y *m noise X S *m Y^T) - sharp X S Y /\
  \tr (Y *m noise X S *m Y^T) - sharp X S Y <= \tr ((Y *m noise X S) *m (Y *m noise X S)^T).
Proof.
have p := S_psd cl x; rewrite subr_ge0.
by split; [apply: T1b_bound|apply: T1b_second_order].
Qed.
Theorem T2_gradient : grad_c w x yt (best X S Y) 0 =
  - (Y *m noise X S *m invmx (1%:M + noise X S) *m const_mx 1).
Proof. exact: Square.T2_gradient. Qed.
Theorem T2_equality A c : Y \in unitmx -> stationary w x yt A c ->
  (acost w x yt A c = lcost w x yt (best X S Y) <-> noise X S *m (const_mx 1 : 'cV[R]_Q) = 0).
Proof. by move=> h st; apply: (Square.T2_equality nonempty uX h st). Qed.
End Square.

Section AnyWidth.
Variables (R : realFieldType) (M Q : nat) (T : finType) (cl : T -> 'I_Q).
Variables (x : T -> 'cV[R]_M) (y : 'I_Q -> 'cV[R]_Q).
Hypothesis nonempty : forall j, exists t, cl t = j.

Theorem T1_classes (A : 'M[R]_(Q, M)) :
  A *m moment (weight R cl) x = cross (weight R cl) x (fun t => y (cl t)) ->
  lcost (weight R cl) x (fun t => y (cl t)) A =
  \tr (columns y *m (columns y)^T) - \tr (A *m moment (weight R cl) x *m A^T).
Proof. exact: Square.T1_classes. Qed.
Theorem T2_below A c A' : stationary (weight R cl) x (fun t => y (cl t)) A c ->
  acost (weight R cl) x (fun t => y (cl t)) A c <= lcost (weight R cl) x (fun t => y (cl t)) A'.
Proof. exact: Square.T2_below. Qed.
Theorem T2_rank A c : (0 < Q)%N -> posdef (cmoment (weight R cl) x) ->
  stationary (weight R cl) x (fun t => y (cl t)) A c -> (\rank A < Q)%N.
Proof. exact: Square.T2_rank. Qed.
End AnyWidth.

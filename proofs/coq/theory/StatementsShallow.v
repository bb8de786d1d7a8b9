(**************************************************************************************************)
(* S1-S5, S7, E1-E3: one hidden layer, and gradient flow, as stated                               *)
(*   R is any ordered field, T the set of all points, cl t the class of a point, w its weight.    *)
(*   class_weights cl pi  == pi j / number of points, for the points of class j                   *)
(*   Pi pi, pooled cl x pi == diag pi, the sum of the scatters with weights pi                    *)
(*   signal S X           == X^T S^-1 X            best_inverse S X == its inverse times X^T S^-1 *)
(*   other words          == see StatementsReadout.v and StatementsNetwork.v                      *)
(*   dcum th h l, dreadout th h == tangents of the cumulative layers and readout along h          *)
(*   layer h m, output_row h == [W_m | b_m] and [WO | bO] of h                                    *)
(*   frame th m           == the cumulative layer with a last row (0 1)                           *)
(*   between th m l       == W_(l-1) .. W_m                                                       *)
(*   pulled th G GO m     == gradient by layer m of what has gradients G, GO by the cumulative    *)
(*                           ones                                                                 *)
(*   grad th x e          == gradient of a function of the outputs that has the gradients e by    *)
(*                           them                                                                 *)
(*   delta th z e l       == gradient by the pre-activation of layer l, e the gradient by output  *)
(*   pairing g h          == scalar product of parameters                                         *)
(*   imbalance th l       == W_l W_l^T + b_l b_l^T - W_(l+1)^T W_(l+1); mixed: the same of two    *)
(*                           networks                                                             *)
(*   mclose eps A B       == all entries of A and B differ by less than eps                       *)
(**************************************************************************************************)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq path div choice fintype.
From mathcomp Require Import ssrAC finfun tuple bigop finset fingroup perm ssralg ssrnum.
From mathcomp Require Import zmodp matrix mxalgebra vector.
From Theory Require Import Basic Near Readout Descent Moments Network Cumulative Jacobian.
From Theory Require Import Dimensions Shallow Projection Flow OneLayer.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory order.Order.Theory.
Local Open Scope ring_scope.

(** * One hidden layer *)

Section Shallow.
Variables (R : realFieldType) (M Q k : nat) (T : finType) (cl : T -> 'I_Q).
Variables (x : T -> 'cV[R]_M) (y : 'I_Q -> 'cV[R]_k) (pi : 'I_Q -> R).
Hypotheses (nonempty : forall j, exists t, cl t = j) (pi_gt0 : forall j, 0 < pi j).
Let w := class_weights cl pi.
Let yt t := y (cl t).
Let X := columns (xbar cl x).
Let S := pooled cl x pi.
Let Y := columns y.

(** S1: B is a left inverse of the means. The cost of the readout Y of B x, the least cost of a
    readout of B x, and a bound by the greatest deviation d. *)
Section Projecting.
Variable B : 'M[R]_(Q, M).
Hypothesis left_inverse : B *m X = 1%:M.
Let z t := B *m x t.
Let D := B *m S *m B^T.
Theorem S1_naive : lcost w z yt Y = \tr (Y *m D *m Y^T).
Proof. exact: naive_cost. Qed.
Theorem S1_projected A : A *m moment w z = cross w z yt ->
  lcost w z yt A = \tr (Y *m D *m invmx (1%:M + invmx (Pi pi) *m D) *m Y^T).
Proof. exact: projected_cost. Qed.
Theorem S1_bound d c : (forall t, sqn (B *m (x t - xbar cl x (cl t))) <= d) ->
  (forall v, sqn (Y *m v) <= c * sqn v) -> 0 <= c ->
  lcost w z yt Y <= (\sum_j pi j) * (c * d).
Proof. exact: naive_bound. Qed.

(** S2: by how much the readout Y is above the best one of B x, with all class weights 1. *)
Theorem S2 d A : (forall t, sqn (B *m (x t - xbar cl x (cl t))) <= d) ->
  (forall j, pi j = 1) -> (0 < Q)%N -> 0 < d -> A *m moment w z = cross w z yt ->
  0 <= lcost w z yt Y - lcost w z yt A <= lcost w z yt Y * (Q%:R * d / (1 + Q%:R * d)).
Proof.
move=> h1 h2 h3 h4 h5.
exact: (S2_relative nonempty pi_gt0 left_inverse h1 h2 h3 h4 h5).
Qed.
End Projecting.

(** S3: the least costs of a linear and of an affine readout for class weights pi, any M and Q, any
    means. *)
Theorem S3 (A : 'M[R]_(k, M)) : posdef S -> A *m moment w x = cross w x yt ->
  lcost w x yt A = \tr (Y *m invmx (invmx (Pi pi) + signal S X) *m Y^T).
Proof. by move=> d e; apply: S3_linear. Qed.
Theorem S3_affine (A : 'M[R]_(k, M)) c : (0 < Q)%N -> posdef S -> stationary w x yt A c ->
  let m := xmean w x in let n := ymean w yt in
  acost w x yt A c = \tr (columns (fun j => y j - n) *m
    invmx (invmx (Pi pi) + signal S (columns (fun j => xbar cl x j - m)))
    *m (columns (fun j => y j - n))^T).
Proof. exact: Projection.S3_affine. Qed.

(** S4: affine, linear, projected, naive: in this order; the bound of S1 comes last. *)
Theorem S4_order (B : 'M[R]_(Q, M)) A c A1 A2 : stationary w x yt A c ->
  A1 *m moment w x = cross w x yt ->
  A2 *m moment w (fun t => B *m x t) = cross w (fun t => B *m x t) yt ->
  [/\ acost w x yt A c <= lcost w x yt A1, lcost w x yt A1 <= lcost w (fun t => B *m x t) yt A2
    & lcost w (fun t => B *m x t) yt A2 <= lcost w (fun t => B *m x t) yt Y].
Proof. exact: Projection.S4_order. Qed.
End Shallow.

(** S4: of all left inverses of the means this one has the least noise. *)
Theorem S4_square (R : realFieldType) M Q (S : 'M[R]_M) (X : 'M[R]_(M, Q)) (B : 'M[R]_(Q, M)) :
  posdef S -> signal S X \in unitmx -> B *m X = 1%:M ->
  best_inverse S X *m X = 1%:M /\ B *m S *m B^T =
    invmx (signal S X) + (B - best_inverse S X) *m S *m (B - best_inverse S X)^T.
Proof. by move=> p u b; split; [apply: best_inverseP|apply: Shallow.S4_square]. Qed.

(** S1: the network. Its first units see B x, its other units nothing; W = [B; N] is invertible for
    some N, and with it every affine function of B x is an output. *)
Theorem S1_complete (R : realFieldType) Q k (B : 'M[R]_(Q, Q + k)) : row_free B ->
  exists N : 'M[R]_(k, Q + k), col_mx B N \in unitmx.
Proof. exact: complete. Qed.
Theorem S1_network (R : realFieldType) Q k r (T : finType) (x : T -> 'cV[R]_(Q + k))
  (B : 'M[R]_(Q, Q + k)) (N : 'M[R]_(k, Q + k)) (A : 'M[R]_(r, Q)) (c : 'cV[R]_r) :
  exists th : params R 1 (Q + k) r, W th 0 = col_mx B N /\ forall t,
  [/\ forall i, 0 < usubmx (pre th (x t) 0) i 0, forall i, dsubmx (pre th (x t) 0) i 0 < 0
    & out th (x t) = A *m (B *m x t) + c].
Proof. exact: Shallow.S1_network. Qed.

(** S5: B is a left inverse of the means X; within delta_P^2 < 1/2 of its own mean a point is nearer
    to it than to any other mean. *)
Theorem S5 (R : realFieldType) M Q (X : 'M[R]_(M, Q)) (B : 'M[R]_(Q, M)) (z : 'cV[R]_M) j k :
  B *m X = 1%:M -> j != k -> sqn (B *m (z - col j X)) *+ 2 < 1 ->
  sqn (B *m (z - col j X)) < sqn (B *m (z - col k X)).
Proof. by move=> h; apply: Shallow.S5. Qed.

(** S7: a network with one hidden layer of width d that is constant near points z j, with affinely
    independent values there, has at least 2 (Q - 1) units (here Q = q + 1). *)
Theorem S7 (R : realFieldType) M d k q (V1 : 'M[R]_(d, M)) v1 (V2 : 'M[R]_(k, d)) v2
  (z : 'I_q.+1 -> 'cV[R]_M) (y : 'I_q.+1 -> 'cV[R]_k) eps : 0 < eps ->
  (forall j x, mclose eps (z j) x -> V2 *m relu (V1 *m x + v1) + v2 = y j) -> aff_indep y ->
  (2 * q <= d)%N.
Proof. by rewrite mul2n; apply: OneLayer.S7. Qed.

(** * Gradient flow *)

Section Flow.
Variables (R : realFieldType) (L M Q : nat) (th : params R L M Q).

(** E1: the tangents of the cumulative layers by those of the layers; the gradient by the layers of
    a function whose gradients by the cumulative layers are G and GO; the flow down it. *)
Theorem E1_chain h l : dcum th h l = \sum_(m < l) between th m.+1 l *m layer h m *m frame th m.
Proof. exact: chain. Qed.
Theorem E1_adjoint (G : nat -> 'M[R]_(M, M + 1)) (GO : 'M[R]_(Q, M + 1)) h :
  \sum_(k < L) \tr (G k.+1 *m (dcum th h k.+1)^T) + \tr (GO *m (dreadout th h)^T) =
  \sum_(m < L) \tr (pulled th G GO m *m (layer h m)^T)
    + \tr (GO *m (frame th L)^T *m (output_row h)^T).
Proof. exact: adjoint. Qed.
Theorem E1 (G : nat -> 'M[R]_(M, M + 1)) (GO : 'M[R]_(Q, M + 1)) h l : (l <= L)%N ->
  (forall m, (m < L)%N -> layer h m = - pulled th G GO m) ->
  dcum th h l = - \sum_(m < l) between th m.+1 l *m pulled th G GO m *m frame th m.
Proof. exact: induced. Qed.
Theorem E1_readout (G : nat -> 'M[R]_(M, M + 1)) (GO : 'M[R]_(Q, M + 1)) h :
  (forall m, (m < L)%N -> layer h m = - pulled th G GO m) ->
  output_row h = - (GO *m (frame th L)^T) -> dreadout th h =
  - (WO th *m (\sum_(m < L) between th m.+1 L *m pulled th G GO m *m frame th m)
     + GO *m (frame th L)^T *m frame th L).
Proof.
by move=> e eO; rewrite chain_readout (induced (leqnn L) e) eO mulmxN mulNmx opprD.
Qed.

Variables (T : finType) (x : T -> 'cV[R]_M) (e : T -> 'cV[R]_Q).
Let g := grad th x e.

(** E2: g is the gradient of a function of the outputs, e t its gradient by the output at t. An
    entry of the imbalance of two layers keeps its value along g if its two units are active at the
    same points, in a region R_I always; a step changes it by a square. *)
Theorem E2_gradient h : \sum_t dot (e t) (dout th h (x t)) = pairing g h.
Proof. exact: gradient. Qed.
Theorem E2_kept l r s : (l < L)%N ->
  (forall t, (0 < pre th (x t) l r 0) = (0 < pre th (x t) l s 0)) ->
  mixed g th l r s + mixed th g l r s = 0.
Proof. exact: constant_entry. Qed.
Theorem E2_step l r s eta : (l < L)%N ->
  (forall t, (0 < pre th (x t) l r 0) = (0 < pre th (x t) l s 0)) ->
  imbalance (th - eta *: g) l r s = imbalance th l r s + eta ^+ 2 * imbalance g l r s.
Proof. exact: step_entry. Qed.
Theorem E2_region (cl : T -> 'I_Q) lay l r s : region cl x lay th -> (l < L)%N ->
  forall t, (0 < pre th (x t) l r 0) = (0 < pre th (x t) l s 0).
Proof.
move=> [_ sg] lt t; have := sg t l r lt; have := sg t l s lt.
by case: ifP => _; [move=> /lt_gtF -> /lt_gtF ->|move=> -> ->].
Qed.

(** E3: the points of P, which layer l collapses, have no part in the gradients of the layers up
    to l. *)
Theorem E3_point l m t : (l < L)%N -> (m <= l)%N -> (forall i, pre th (x t) l i 0 <= 0) ->
  delta th (x t) (e t) m = 0.
Proof. exact: collapsed_delta. Qed.
Theorem E3 (P : pred T) l m : (l < L)%N -> (m <= l)%N ->
  (forall t, P t -> forall i, pre th (x t) l i 0 <= 0) ->
  W g m = \sum_(t | ~~ P t) delta th (x t) (e t) m *m (state th (x t) m)^T /\
  b g m = \sum_(t | ~~ P t) delta th (x t) (e t) m.
Proof. exact: collapsed_gradient. Qed.
End Flow.

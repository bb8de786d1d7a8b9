(**************************************************************************************************)
(* T4-T6: degeneracy, the subsets, merged classes, as stated                                      *)
(*   R is any ordered field, T the set of all points, cl t the class of a point, w its weight.    *)
(*   params, region, wcost, out, close, lay, apexes == see StatementsNetwork.v                    *)
(*   stationary, moment, cross, posdef, lcost, acost == see StatementsReadout.v                   *)
(*   collapsed L lay      == the classes that a layer collapses                                   *)
(*   dout th h z          == the tangent of the output at z along h, by the chain rule            *)
(*   J th x               == all tangents of the outputs, linear in h                             *)
(*   size_le d h          == all entries of h are at most d                                       *)
(*   bigO size_le k f     == f h = O(|h|^k)                                                       *)
(*   evaluation h, landing lay th j == readouts at the points h j; where class j lands            *)
(*   last_layer x rep th  == the last hidden values of one point a block over a row of ones       *)
(*   output_layer th      == [WO | bO]       rescaling th l r == unit r of layer l up, the next   *)
(*                           layer down                                                           *)
(*   trunc cl x I p t     == the apex p of the class of t where I collapses it, else x t          *)
(*   F w cl x y I A c p   == the cost of the readout (A, c) of these                              *)
(*   D th lay p           == the tangent of readout and apexes        lift == parameters with     *)
(*                           given ones                                                           *)
(*   outer_scatter, outer_moment == second moments of what is not collapsed, centred and not      *)
(*   merged_mean, merged_cost == mean target of the classes of one layer, and what the means cost *)
(**************************************************************************************************)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq path div choice fintype.
From mathcomp Require Import ssrAC finfun tuple bigop finset fingroup perm ssralg ssrnum.
From mathcomp Require Import zmodp matrix mxalgebra vector.
From Theory Require Import Basic Near Readout Descent Moments Square Network NoMinimum.
From Theory Require Import Cumulative Jacobian Manifold Collapse ZeroLoss Subsets Tangent.
From Theory Require Import Dimensions.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory order.Order.Theory.
Local Open Scope ring_scope.

(** * Degeneracy *)

Section Degeneracy.
Variables (R : realFieldType) (L M Q : nat) (T : finType) (w : T -> R).
Variables (cl : T -> 'I_Q) (x : T -> 'cV[R]_M) (y : 'I_Q -> 'cV[R]_Q) (lay : 'I_Q -> nat).
Hypothesis nonempty : forall j, exists t, cl t = j.
Hypothesis all_collapsed : forall j, collapsed L lay j.
Hypothesis w_gt0 : forall t, 0 < w t.
Variable th : params R L M Q.

(** The tangent map of the output is its derivative wherever no pre-activation is zero. *)
Theorem T4_derivative z : (forall l i, (l < L)%N -> pre th z l i 0 != 0) ->
  bigO size_le 2 (fun h => out (th + h) z - out th z - dout th h z).
Proof. exact: Jacobian.derivative. Qed.

Hypothesis rg : region cl x lay th.
Hypothesis indep : aff_indep (apexes lay th).

(** T4: rank and kernel of the Jacobian; the zero set over the hidden layers of th. *)
Theorem T4_rank : \dim (limg (J th x)) = (Q * Q)%N.
Proof. exact: (Jacobian.T4_rank nonempty rg all_collapsed). Qed.
Theorem T4_kernel : (\dim (lker (J th x)) + Q * Q = L * (M ^ 2 + M) + (Q * M + Q))%N.
Proof. exact: (Jacobian.T4_kernel nonempty rg all_collapsed). Qed.
Theorem T4_fibre : exists Ac0,
  (forall Ac, wcost w cl x y (th.1, Ac) = 0 <-> Ac - Ac0 \in lker (evaluation (landing lay th))) /\
  (\dim (lker (evaluation (landing lay th))) + Q * Q = Q * M + Q)%N.
Proof. exact: (Manifold.T4_fibre _ w_gt0 nonempty all_collapsed). Qed.

(** T4: near th the zero set is the graph of a map that is rational in the hidden parameters and
    affine in the rest: Q^2 entries of the output layer, the columns s, are given by all others. *)
Theorem T4_graph (rep : 'I_Q -> T) : (forall j, cl (rep j) = j) ->
  exists s : 'I_Q -> 'I_(M + 1), injective s /\ exists2 d, 0 < d &
  forall th', close d th th' -> [/\ region cl x lay th',
    rowsub s (last_layer x rep th') \in unitmx &
    wcost w cl x y th' = 0 <-> colsub s (output_layer th') =
      (columns y - \sum_(l | l \notin [set s i | i in 'I_Q])
        col l (output_layer th') *m row l (last_layer x rep th')) *m
      invmx (rowsub s (last_layer x rep th'))].
Proof. by move=> h; apply: Manifold.T4_graph. Qed.

(** T4: the kernel of the Jacobian is the tangent space of the zero set: a small direction in it is
    corrected by a square to stay in the zero set, a small step in the zero set is in it up to a
    square. *)
Theorem T4_tangent : wcost w cl x y th = 0 -> exists C d0, [/\ 0 <= C, 0 < d0 & forall h d,
  0 <= d -> d <= d0 -> size_le d h ->
  (h \in lker (J th x) -> exists2 k, size_le (C * d ^+ 2) k & wcost w cl x y (th + h + k) = 0) /\
  (wcost w cl x y (th + h) = 0 -> forall t, mle (C * d ^+ 2) (dout th h (x t)))].
Proof. by move=> z; apply: Tangent.T4_tangent. Qed.
End Degeneracy.

(** T4: the rescalings move no output, whatever th. *)
Theorem T4_rescaling (R : realFieldType) L M Q (th : params R L M Q) l r z : (l < L)%N ->
  dout th (rescaling th l r) z = 0.
Proof. by move=> h; apply: Manifold.T4_rescaling. Qed.

(** * The subsets *)

(** T5: the number of proper subsets; symmetric data (s renames the points, K moves the inputs,
  U the
    targets) have equal least values. *)
Theorem T5_count Q : #|[set I : {set 'I_Q} | I \proper [set: 'I_Q]]| = (2 ^ Q - 1)%N.
Proof. exact: Subsets.T5_count. Qed.
Theorem T5_symmetric (R : realFieldType) (T : finType) M Q (s : {perm T}) (K : 'M[R]_M)
  (U : 'M[R]_Q) (w w' : T -> R) x x' y y' (A A' : 'M[R]_(Q, M)) :
  (forall t, w' (s t) = w t) -> (forall t, x' (s t) = K *m x t) ->
  (forall t, y' (s t) = U *m y t) -> K \in unitmx -> U^T *m U = 1%:M -> (forall t, 0 < w t) ->
  A *m moment w x = cross w x y -> A' *m moment w' x' = cross w' x' y' ->
  lcost w' x' y' A' = lcost w x y A.
Proof. by move=> *; apply: (@Subsets.T5_symmetric _ _ _ _ s K U). Qed.

Theorem T5_symmetric_affine (R : realFieldType) (T : finType) M Q (s : {perm T}) (K : 'M[R]_M)
  (U : 'M[R]_Q) (w w' : T -> R) x x' y y' (A A' : 'M[R]_(Q, M)) c c' :
  (forall t, w' (s t) = w t) -> (forall t, x' (s t) = K *m x t) ->
  (forall t, y' (s t) = U *m y t) -> K \in unitmx -> U^T *m U = 1%:M -> (forall t, 0 < w t) ->
  stationary w x y A c -> stationary w' x' y' A' c' ->
  acost w' x' y' A' c' = acost w x y A c.
Proof. by move=> *; apply: (@Subsets.T5_symmetric_affine _ _ _ _ s K U). Qed.

Section Subsets.
Variables (R : realFieldType) (L M Q : nat) (T : finType) (w : T -> R).
Variables (cl : T -> 'I_Q) (x : T -> 'cV[R]_M) (y : 'I_Q -> 'cV[R]_Q) (lay : 'I_Q -> nat).
Hypotheses (w_gt0 : forall t, 0 < w t) (nonempty : forall j, exists t, cl t = j).
Let yt t := y (cl t).
Let I := collapsed L lay.
Implicit Types th : params R L M Q.

(** T5: in the region the cost is a function of (A, c, p); the region is open; (A, c, p) may be
    prescribed near th when every collapsed class has a layer of its own. *)
Theorem T5_cost th : region cl x lay th ->
  wcost w cl x y th = F w cl x y I (rA th) (rc th) (apexes lay th).
Proof. exact: Network.T5_cost. Qed.
Theorem T5_F (A : 'M[R]_(Q, M)) c p : F (weight R cl) cl x y I A c p =
  \sum_(j | I j) sqn (A *m p j + c - y j) +
  \sum_(k | ~~ I k) (sqn (A *m xbar cl x k + c - y k) + \tr (A *m scatter cl x k *m A^T)).
Proof. exact: Moments.T5_F. Qed.
Theorem T5_F_weighted pi (A : 'M[R]_(Q, M)) c p : F (class_weights cl pi) cl x y I A c p =
  \sum_(j | I j) pi j * sqn (A *m p j + c - y j) + \sum_(k | ~~ I k)
    pi k * (sqn (A *m xbar cl x k + c - y k) + \tr (A *m scatter cl x k *m A^T)).
Proof. exact: Moments.T5_F_weighted. Qed.
Theorem T5_open th : region cl x lay th ->
  exists2 d, 0 < d & forall th', close d th th' -> region cl x lay th'.
Proof. exact: Network.region_open. Qed.

(** T5a: hidden layers fixed. *)
Theorem T5a th A c :
  stationary w (fun t => state th (x t) L) yt (WO th) (bO th) ->
  wcost w cl x y th <= wcost w cl x y (th.1, (A, c)).
Proof. exact: Network.T5a. Qed.

Theorem T5a_linear th A : rc th = 0 ->
  WO th *m moment w (fun t => state th (x t) L - cumb th L) =
    cross w (fun t => state th (x t) L - cumb th L) yt ->
  wcost w cl x y th <= wcost w cl x y (th.1, (A, - (A *m cumb th L))).
Proof. exact: Subsets.T5a_linear. Qed.

(** T5b: apexes held; in the whole region, and as a local minimum. *)
Theorem T5b th th' : region cl x lay th -> region cl x lay th' ->
  (forall j, I j -> apexes lay th' j = apexes lay th j) ->
  stationary w (trunc cl x I (apexes lay th)) yt (rA th) (rc th) ->
  wcost w cl x y th <= wcost w cl x y th'.
Proof. exact: Network.T5b. Qed.
Theorem T5b_local th : region cl x lay th ->
  stationary w (trunc cl x I (apexes lay th)) yt (rA th) (rc th) ->
  exists2 d, 0 < d & forall th', close d th th' ->
  (forall j, I j -> apexes lay th' j = apexes lay th j) -> wcost w cl x y th <= wcost w cl x y th'.
Proof. exact: Network.T5b_local. Qed.

Theorem T5b_linear th : region cl x lay th -> rc th = 0 ->
  rA th *m moment w (trunc cl x I (apexes lay th)) = cross w (trunc cl x I (apexes lay th)) yt ->
  exists2 d, 0 < d & forall th', close d th th' -> rc th' = 0 ->
  (forall j, I j -> apexes lay th' j = apexes lay th j) -> wcost w cl x y th <= wcost w cl x y th'.
Proof. exact: T5b_linear_local. Qed.

(** T5b: the minimizers with these apexes have one readout; holding the apexes and the readout are
    independent conditions, with these derivatives: K - M |I| - Q M - Q dimensions are left. *)
Theorem T5b_minimizers th th' : region cl x lay th -> region cl x lay th' -> (0 < Q)%N ->
  (forall j, I j -> apexes lay th' j = apexes lay th j) ->
  posdef (cmoment w (trunc cl x I (apexes lay th))) ->
  stationary w (trunc cl x I (apexes lay th)) yt (rA th) (rc th) ->
  (wcost w cl x y th' = wcost w cl x y th <-> rA th' = rA th /\ rc th' = rc th).
Proof. exact: Subsets.T5b_minimizers. Qed.
Theorem T5b_minimizers_linear th th' : region cl x lay th -> region cl x lay th' ->
  rc th = 0 -> rc th' = 0 -> (forall j, I j -> apexes lay th' j = apexes lay th j) ->
  posdef (moment w (trunc cl x I (apexes lay th))) ->
  rA th *m moment w (trunc cl x I (apexes lay th)) = cross w (trunc cl x I (apexes lay th)) yt ->
  (wcost w cl x y th' = wcost w cl x y th <-> rA th' = rA th).
Proof. exact: Subsets.T5b_minimizers_linear. Qed.
(** T5b: the parameters with given apexes and readout are a graph: WO, bO and the b_l of the layers
    that collapse a class are given by all W_l and all other b_l. *)
Theorem T5b_graph th A c p : regular th ->
  ([/\ rA th = A, rc th = c & forall j, I j -> apexes lay th j = p j] <->
   [/\ WO th = A *m invmx (cumW th L), bO th = c - WO th *m cumb th L & forall j, I j ->
    b th (lay j) = - (cumW th (lay j).+1 *m p j) - W th (lay j) *m cumb th (lay j)]).
Proof. by move=> r; apply: held_graph. Qed.
Theorem T5b_derivative th : [/\ bigO size_le 2 (fun h => rA (th + h) - rA th - drA th h),
  bigO size_le 2 (fun h => rc (th + h) - rc th - drc th h) &
  forall l z, bigO size_le 2 (fun h => (cumW (th + h) l *m z + cumb (th + h) l)
    - (cumW th l *m z + cumb th l) - (dcumW th h l *m z + dcumb th h l))].
Proof.
by have [h1 h2] := readout_derivative th; split=> // l z; apply: held_derivative.
Qed.
Theorem T5b_dimension th p : regular th -> (forall j j', I j -> lay j = lay j' -> j = j') ->
  (\dim (lker (D th lay p)) + (M * #|[pred j | I j]| + Q * M + Q) =
   L * (M ^ 2 + M) + (Q * M + Q))%N.
Proof. by move=> r a; apply: held_kernel. Qed.

(** T5c: no class collapsed, all parameters. *)
Theorem T5c th th' : (forall j, ~~ I j) -> region cl x lay th -> region cl x lay th' ->
  stationary w x yt (rA th) (rc th) -> wcost w cl x y th <= wcost w cl x y th'.
Proof. exact: Network.T5c. Qed.
Theorem T5c_local th : (forall j, ~~ I j) -> region cl x lay th ->
  stationary w x yt (rA th) (rc th) ->
  exists2 d, 0 < d & forall th', close d th th' -> wcost w cl x y th <= wcost w cl x y th'.
Proof. exact: Network.T5c_local. Qed.

Theorem T5c_minimizers th th' : (forall j, ~~ I j) -> region cl x lay th ->
  region cl x lay th' -> (0 < Q)%N -> posdef (cmoment w x) -> stationary w x yt (rA th) (rc th) ->
  (wcost w cl x y th' = wcost w cl x y th <-> rA th' = rA th /\ rc th' = rc th).
Proof. exact: Subsets.T5c_minimizers. Qed.
Theorem T5c_graph th A c : (forall j, ~~ I j) -> regular th ->
  (rA th = A /\ rc th = c <->
   WO th = A *m invmx (cumW th L) /\ bO th = c - WO th *m cumb th L).
Proof. by move=> none r; apply: (held_graph_none r A c none). Qed.

(** T5d: a proper non-empty subset is no local minimum in all parameters. *)
Hypothesis apart : forall j j', I j -> lay j = lay j' -> j = j'.
Theorem T5_lift th A c p : regular th -> [/\ regular (lift lay th A c p),
  rA (lift lay th A c p) = A, rc (lift lay th A c p) = c,
  forall j, I j -> apexes lay (lift lay th A c p) j = p j &
  lift lay th (rA th) (rc th) (apexes lay th) = th].
Proof.
by move=> r; split=> [|||j h|]; [apply: lift_regular|apply: lift_rA|apply: lift_rc|
  apply: lift_apex|apply: lift_self].
Qed.
Theorem T5d : (Q <= M)%N -> aff_indep y -> (exists j, I j) -> posdef (outer_scatter w cl x I) ->
  forall th eps, region cl x lay th -> 0 < eps ->
  exists th', [/\ close eps th th', region cl x lay th' & wcost w cl x y th' < wcost w cl x y th].
Proof. exact: NoMinimum.T5d. Qed.
Theorem T5d_linear : (Q <= M)%N -> lin_indep y -> (exists j, I j) ->
  posdef (outer_moment w cl x I) ->
  forall th eps, region cl x lay th -> rc th = 0 -> 0 < eps ->
  exists th', [/\ close eps th th', region cl x lay th', rc th' = 0 &
    wcost w cl x y th' < wcost w cl x y th].
Proof. exact: NoMinimum.T5d_linear. Qed.
Theorem T5d_scatter : outer_scatter (weight R cl) cl x I = \sum_(k | ~~ I k) (scatter cl x k +
  (xbar cl x k - mean_of cl x I) *m (xbar cl x k - mean_of cl x I)^T).
Proof. exact: outer_scatterE. Qed.
End Subsets.

(** T5c for the linear readout, M = Q: in all parameters only if Delta_2 u = 0. *)
Theorem T5c_linear (R : realFieldType) L Q (T : finType) (cl : T -> 'I_Q) (x : T -> 'cV[R]_Q)
  (y : 'I_Q -> 'cV[R]_Q) lay (th : params R L Q Q) :
  let X := columns (xbar cl x) in let S := \sum_j scatter cl x j in
  (forall j, exists t, cl t = j) -> X \in unitmx -> columns y \in unitmx ->
  (forall j, ~~ collapsed L lay j) -> region cl x lay th -> rc th = 0 ->
  rA th = best X S (columns y) ->
  ((exists2 d, 0 < d & forall th', close d th th' -> cost cl x y th <= cost cl x y th') <->
   noise X S *m (const_mx 1 : 'cV[R]_Q) = 0).
Proof. by move=> *; apply: Subsets.T5c_linear. Qed.

(** * Merged classes *)

Section Merged.
Variables (R : realFieldType) (L M Q : nat) (T : finType) (w : T -> R).
Variables (cl : T -> 'I_Q) (x : T -> 'cV[R]_M) (y : 'I_Q -> 'cV[R]_Q) (lay : 'I_Q -> nat).
Hypotheses (w_gt0 : forall t, 0 < w t) (nonempty : forall j, exists t, cl t = j).

(** T6: the mean of a block, and what the means cost; blocks are the classes of one layer. *)
Theorem T6_mean t : merged_mean (weight R cl) cl y lay t =
  (#|[pred j | lay j == lay (cl t)]|%:R)^-1 *: \sum_(j | lay j == lay (cl t)) y j.
Proof. exact: merged_meanE. Qed.
Theorem T6_cost : merged_cost (weight R cl) cl y lay =
  \sum_j sqn ((#|[pred i | lay i == lay j]|%:R)^-1 *: (\sum_(i | lay i == lay j) y i) - y j).
Proof. exact: merged_costE. Qed.

(** T6: the blocks are collapsed one after the other. *)
Theorem T6 n f p : sequential cl x lay n f p -> (n <= L)%N -> (forall j, (lay j < n)%N) ->
  aff_indep (fun l : 'I_n => p l) ->
  exists th : params R L M Q, [/\ region cl x lay th, wcost w cl x y th = merged_cost w cl y lay
  & exists2 d, 0 < d & forall th', close d th th' -> wcost w cl x y th <= wcost w cl x y th'].
Proof. by move=> sep nL h; apply: (ZeroLoss.T6 y w_gt0 _ sep nL h) => j; apply: leq_trans nL. Qed.
Theorem T6_local (th : params R L M Q) : (forall j, collapsed L lay j) -> region cl x lay th ->
  (forall t, out th (x t) = merged_mean w cl y lay t) ->
  wcost w cl x y th = merged_cost w cl y lay /\
  exists2 d, 0 < d & forall th', close d th th' -> wcost w cl x y th <= wcost w cl x y th'.
Proof. by move=> h rg e; split; [apply: T6_value|apply: ZeroLoss.T6_local]. Qed.

(** T6: near th the minimizers are a graph over K - Q n coordinates, n the number of blocks. *)
Theorem T6_graph n (rep : 'I_n -> T) (th : params R L M Q) : (forall j, (lay j < n)%N) ->
  (n <= L)%N -> (forall i : 'I_n, lay (cl (rep i)) = i) ->
  region cl x lay th -> aff_indep (fun l : 'I_n => apex th l) ->
  exists s : 'I_n -> 'I_(M + 1), injective s /\ exists2 d, 0 < d &
  forall th', close d th th' ->
  [/\ region cl x lay th', rowsub s (last_layer x rep th') \in unitmx &
    wcost w cl x y th' = merged_cost w cl y lay <-> colsub s (output_layer th') =
      (columns (fun i => merged_mean w cl y lay (rep i))
        - \sum_(l | l \notin [set s i | i in 'I_n])
        col l (output_layer th') *m row l (last_layer x rep th')) *m
      invmx (rowsub s (last_layer x rep th'))].
Proof. by move=> *; apply: Manifold.T6_graph. Qed.
End Merged.

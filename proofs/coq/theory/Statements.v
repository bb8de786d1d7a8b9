(**************************************************************************************************)
(* What is proved, in one place: every statement in full, and after it where its proof is         *)
(*   The names are those of the ledger. The words used are defined, and listed as                 *)
(*   name == meaning, at the heads of Basic, Near, Readout, Descent, Moments, Square, Network,    *)
(*   Cumulative, Jacobian, Derivative, ZeroSet, Placement, Separation, Blocks, Widths, Cells.     *)
(*   R is any ordered field, T the finite set of all points, cl their class.                      *)
(**************************************************************************************************)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq path div choice fintype.
From mathcomp Require Import ssrAC finfun tuple bigop finset fingroup perm order ssralg ssrnum.
From mathcomp Require Import zmodp matrix mxalgebra vector.
From Theory Require Import Basic Near Readout Descent Moments Square Network Cumulative Jacobian.
From Theory Require Import Derivative ZeroSet Collapse Placement ZeroLoss Separation Blocks.
From Theory Require Import Widths Cells Signs Subsets Manifold Tangent Dimensions Shallow
  Projection Flow.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

(** * Data, network, cumulative parameters *)

Section Setting.
Variables (R : realFieldType) (L M Q : nat) (T : finType) (cl : T -> 'I_Q) (x : T -> 'cV[R]_M).
Hypothesis nonempty : forall j, exists t, cl t = j.
Implicit Types th : params R L M Q.

(** D1: deviations have mean 0; second moments through means and scatters. *)
Theorem D1_deviations j : \sum_(t | cl t == j) weight R cl t *: (x t - xbar cl x j) = 0.
Proof. exact: class_centred. Qed.
Theorem D1_moment : moment (weight R cl) x =
  columns (xbar cl x) *m (columns (xbar cl x))^T + \sum_j scatter cl x j.
Proof. exact: Moments.D1_moment. Qed.

Theorem D1_cross k (y : 'I_Q -> 'cV[R]_k) : cross (weight R cl) x (fun t => y (cl t)) =
  columns y *m (columns (xbar cl x))^T.
Proof. exact: Moments.D1_cross. Qed.

(** D2: the number of parameters. *)
Theorem D2 : \dim (fullv : {vspace params R L M Q}) = (L * (M ^ 2 + M) + (Q * M + Q))%N.
Proof. exact: Jacobian.D2. Qed.

(** D3: the cost of an affine readout on one class, through its mean and its scatter. *)
Theorem D3_class (A : 'M[R]_(Q, M)) c (y : 'cV[R]_Q) j :
  \sum_(t | cl t == j) weight R cl t * sqn (A *m x t + c - y) =
  sqn (A *m xbar cl x j + c - y) + \tr (A *m scatter cl x j *m A^T).
Proof. exact: class_cost. Qed.

(** D3: in the statements below w is any choice of positive weights of the points. The cost is that
    of the weights 1 / members of the class, the unweighted cost that of 1 / (number of points). *)
Theorem D3_cost (y : 'I_Q -> 'cV[R]_Q) th : cost cl x y th = wcost (weight R cl) cl x y th.
Proof. by []. Qed.
Theorem D3_unweighted t :
  class_weights cl (fun j => (members cl j)%:R / #|T|%:R) t = #|T|%:R^-1 :> R.
Proof. exact: uniform_weights. Qed.

(** D4: cumulative parameters are a change of variables. *)
Theorem D4_injective th th' : regular th -> regular th' ->
  (forall l, (l <= L)%N -> cumW th l = cumW th' l) ->
  (forall l, (l <= L)%N -> cumb th l = cumb th' l) ->
  rA th = rA th' -> rc th = rc th' -> th = th'.
Proof. exact: Cumulative.D4_injective. Qed.

Theorem D4_surjective (C : nat -> 'M[R]_M) (B : nat -> 'cV[R]_M) (A : 'M[R]_(Q, M)) c :
  C 0%N = 1%:M -> B 0%N = 0 -> (forall l, (l <= L)%N -> C l \in unitmx) ->
  exists th, [/\ regular th, forall l, (l <= L)%N -> cumW th l = C l,
    forall l, (l <= L)%N -> cumb th l = B l, rA th = A & rc th = c].
Proof. exact: Cumulative.D4_surjective. Qed.
End Setting.

(** * Truncation maps *)

Section Truncation.
Variables (R : realFieldType) (M : nat) (W : 'M[R]_M) (b : 'cV[R]_M).
Hypothesis u : W \in unitmx.

(** D5: the truncation map around its apex. *)
Theorem D5 z : tau W b z = tip W b + invmx W *m relu (W *m (z - tip W b)).
Proof. exact: Cumulative.D5. Qed.

(** D5: a map that sends no pre-activation below 0 keeps the ranks of the points and of the means;
    what it collapses counts as one point. *)
Theorem D5_preserving Q (T : finType) (cl : T -> 'I_Q) (x : T -> 'cV[R]_M) :
  (forall t i, 0 <= (W *m x t + b) i 0) -> rank_preserving cl (tau W b) x.
Proof. exact: Collapse.D5_preserving. Qed.
Theorem D5_reducing (T : finType) (x : T -> 'cV[R]_M) (P : pred T) :
  (forall t i, if P t then (W *m x t + b) i 0 <= 0 else 0 <= (W *m x t + b) i 0) ->
  (\rank (points (fun t => tau W b (x t))) <= \rank (points (kept x P)) + 1)%N.
Proof. exact: Collapse.D5_reducing. Qed.

(** L1: the recursion. *)
Theorem L1 L Q (th : params R L M Q) z l : regular th -> (l <= L)%N ->
  state th z l = cumW th l *m truncated th z l + cumb th l.
Proof. by move=> r; apply: Cumulative.L1. Qed.

Theorem L1_output L Q (th : params R L M Q) z : regular th ->
  out th z = rA th *m truncated th z L + rc th.
Proof. exact: Cumulative.L1_output. Qed.

(** L2: properties of tau. *)
Theorem L2_idempotent z : tau W b (tau W b z) = tau W b z.
Proof. exact: Cumulative.L2_idempotent. Qed.
Theorem L2_fixed z : tau W b z = z <-> forall i, 0 <= (W *m z + b) i 0.
Proof. exact: Cumulative.L2_fixed. Qed.
Theorem L2_collapsed z : tau W b z = tip W b <-> forall i, (W *m z + b) i 0 <= 0.
Proof. exact: Cumulative.L2_collapsed. Qed.
Theorem L2_scale (s : 'rV[R]_M) z : (forall i, 0 < s 0 i) ->
  tau (diag_mx s *m W) (diag_mx s *m b) z = tau W b z.
Proof. exact: Cumulative.L2_scale. Qed.
Theorem L2_permute (s : 'S_M) z : tau (perm_mx s *m W) (perm_mx s *m b) z = tau W b z.
Proof. exact: Cumulative.L2_permute. Qed.
Theorem L2_frame (K : 'M[R]_M) a z : K \in unitmx ->
  tau (W *m invmx K) (b - W *m invmx K *m a) (K *m z + a) = K *m tau W b z + a.
Proof. exact: Cumulative.L2_frame. Qed.

(** L3: the layer u f^T + eps E has the signs of the hyperplane, is invertible for E = 1 and all
    eps but one, exists for any finite list of points; and then tau collapses and fixes. *)
Theorem L3 (T : finType) (x : T -> 'cV[R]_M) (P : pred T) f p eps (E : 'M[R]_M) :
  let V := collapsing f eps E in V \in unitmx -> 0 < eps ->
  (forall t, if P t then dot f (x t) < dot f p else dot f p < dot f (x t)) ->
  (forall t i, eps * `|(E *m (x t - p)) i 0| < `|dot f (x t - p)|) ->
  forall t, tau V (- (V *m p)) (x t) = if P t then p else x t.
Proof. exact: Collapse.L3_layer. Qed.
Theorem L3_signs f eps (E : 'M[R]_M) z : 0 < eps ->
  (forall i, eps * `|(E *m z) i 0| < `|dot f z|) ->
  forall i, (0 < dot f z -> 0 < (collapsing f eps E *m z) i 0) /\
            (dot f z < 0 -> (collapsing f eps E *m z) i 0 < 0).
Proof. exact: Collapse.L3_signs. Qed.
Theorem L3_unit (f : 'cV[R]_M) eps : eps != 0 -> eps + dot f (const_mx 1) != 0 ->
  collapsing f eps 1%:M \in unitmx.
Proof. exact: Collapse.L3_unit. Qed.
Theorem L3_exists (f : 'cV[R]_M) (s : seq 'cV[R]_M) : (forall z, z \in s -> dot f z != 0) ->
  exists2 V : 'M[R]_M, V \in unitmx & forall z i, z \in s ->
    (0 < dot f z -> 0 < (V *m z) i 0) /\ (dot f z < 0 -> (V *m z) i 0 < 0).
Proof. exact: Collapse.L3_exists. Qed.
Theorem L3_collapsed p z : (forall i, (W *m (z - p)) i 0 < 0) -> tau W (- (W *m p)) z = p.
Proof. exact: Collapse.L3_collapsed. Qed.
Theorem L3_fixed p z : (forall i, 0 < (W *m (z - p)) i 0) -> tau W (- (W *m p)) z = z.
Proof. exact: Collapse.L3_fixed. Qed.
End Truncation.

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
Proof. exact: Square.T2_equality. Qed.
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

(** * Zero loss *)

Section ZeroLoss.
Variables (R : realFieldType) (L M Q : nat) (T : finType).
Variables (cl : T -> 'I_Q) (x : T -> 'cV[R]_M) (y : 'I_Q -> 'cV[R]_Q) (lay : 'I_Q -> nat).
Variables (n : nat) (f p : nat -> 'cV[R]_M) (w : T -> R).
Hypothesis sep : sequential cl x lay n f p.
Hypothesis nL : (n <= L)%N.

(** L3 and D4 together: the region with these apexes, and any output layer, is inhabited. *)
Theorem region_inhabited (A : 'M[R]_(Q, M)) (c : 'cV[R]_Q) :
  (forall j, (lay j < n)%N \/ (L <= lay j)%N) ->
  exists th : params R L M Q,
  [/\ region cl x lay th, forall l, (l < n)%N -> apex th l = p l, rA th = A & rc th = c].
Proof. by move=> h; apply: (Placement.region_inhabited sep nL h). Qed.

(** T3: zero cost with all signs strict; with the linear readout the gauge c = 0 as well. *)
Theorem T3 : (forall j, (lay j < n)%N) -> injective lay -> aff_indep (fun l : 'I_n => p l) ->
  exists th : params R L M Q, [/\ region cl x lay th,
    forall j, apexes lay th j = p (lay j) & wcost w cl x y th = 0].
Proof. by move=> h i; apply: (ZeroLoss.T3 sep nL h). Qed.
Theorem T3_linear : (forall j, (lay j < n)%N) -> injective lay ->
  lin_indep (fun l : 'I_n => p l) ->
  exists th : params R L M Q, [/\ region cl x lay th,
    forall j, apexes lay th j = p (lay j), rc th = 0 & wcost w cl x y th = 0].
Proof. by move=> h i; apply: (ZeroLoss.T3_linear sep nL h). Qed.
End ZeroLoss.

(** T3': no strict separation if and only if the two hulls meet. *)
Theorem T3' (R : realFieldType) M (T : finType) (x : T -> 'cV[R]_M) (P : pred T) :
  (exists t, P t) -> (exists t, ~~ P t) -> (~ separated x P <-> hulls_meet x P).
Proof. exact: Separation.T3'. Qed.

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
  bigO 2 (fun h => out (th + h) z - out th z - dout th h z).
Proof. exact: Derivative.derivative. Qed.

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
Proof. exact: (ZeroSet.T4_fibre _ w_gt0 nonempty all_collapsed). Qed.

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
Theorem T5b_derivative th : [/\ bigO 2 (fun h => rA (th + h) - rA th - drA th h),
  bigO 2 (fun h => rc (th + h) - rc th - drc th h) &
  forall l z, bigO 2 (fun h => (cumW (th + h) l *m z + cumb (th + h) l)
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
Proof. exact: Network.T5d. Qed.
Theorem T5d_linear : (Q <= M)%N -> lin_indep y -> (exists j, I j) ->
  posdef (outer_moment w cl x I) ->
  forall th eps, region cl x lay th -> rc th = 0 -> 0 < eps ->
  exists th', [/\ close eps th th', region cl x lay th', rc th' = 0 &
    wcost w cl x y th' < wcost w cl x y th].
Proof. exact: Network.T5d_linear. Qed.
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

(** * Any widths *)

Section Widths.
Variables (R : realFieldType) (d : nat -> nat) (L Q : nat) (T : finType).
Variables (w : T -> R) (x : T -> 'cV[R]_(d 0)) (y : T -> 'cV[R]_Q).
Variable D : forall l, T -> 'I_(d l.+1) -> bool.
Implicit Types th : net R d L Q.

(** R1: residuals orthogonal to all path features of the pattern D. *)
Theorem R1 th th' : closed_region x D th -> closed_region x D th' ->
  (forall q, orthogonal L x D (fun t => w t * (gout th (x t) - y t) q 0)) ->
  gcost w x y th' = gcost w x y th + \sum_t w t * sqn (gout th' (x t) - gout th (x t)).
Proof. exact: Widths.R1. Qed.
Theorem R1_local th : (forall t, 0 <= w t) -> open_region x D th ->
  (forall q, orthogonal L x D (fun t => w t * (gout th (x t) - y t) q 0)) ->
  exists2 e, 0 < e & forall th', gclose e th th' -> gcost w x y th <= gcost w x y th'.
Proof. by move=> w0; apply: Widths.R1_local. Qed.

(** R7: the layers from the input on (or from any layer, for the network above it) are truncation
    maps as long as each cumulative matrix has a right inverse V l. *)
Theorem R7 th (V : forall l, 'M[R]_(d 0, d l)) (z : 'cV[R]_(d 0)) l :
  (forall k, (k <= l)%N -> gcumW th k *m V k = 1%:M) ->
  gstate th z l = gcumW th l *m gtruncated th z V l + gcumb th l.
Proof. exact: Widths.R7. Qed.
End Widths.

(** * Two hidden layers *)

(** G6: sequentially separable classes, two hidden layers of width Q - 1 (here Q = K + 1). *)
Theorem G6 (R : realFieldType) (M Q K : nat) (T : finType) (x : T -> 'cV[R]_M)
  (cl : T -> 'I_K.+1) (f : nat -> 'cV[R]_M) (b : nat -> R) w (y : 'I_K.+1 -> 'cV[R]_Q) :
  (forall t (k : 'I_K.+1), (k < K)%N ->
    (cl t = k -> dot (f k) (x t) < b k) /\ ((k < cl t)%N -> b k < dot (f k) (x t))) ->
  exists th : net R (two_widths M K K) 2 Q, gcost w x (fun t => y (cl t)) th = 0.
Proof. exact: Cells.G6. Qed.

Section Cells.
Variables (R : realFieldType) (M Q : nat) (T : finType) (x : T -> 'cV[R]_M).

(** P1: a decision list with K hyperplanes; a second-layer unit where the value changes. *)
Theorem P1 K (cell : T -> nat) (f : nat -> 'cV[R]_M) b (c : nat -> 'cV[R]_Q) (J : {set 'I_K}) :
  decision_list K x cell f b -> (forall k : 'I_K, k \notin J -> c k.+1 = c k) ->
  exists th : net R (two_widths M K #|J|) 2 Q, forall t, gout th (x t) = c (cell t).
Proof. by move=> cells; apply: (Cells.P1 cells). Qed.

(** P0: the least cost of all functions of the input, and a network with two hidden layers. *)
Variables (w : T -> R) (y : T -> 'cV[R]_Q).
Hypothesis w_gt0 : forall t, 0 < w t.
Theorem P0_bound (g : 'cV[R]_M -> 'cV[R]_Q) :
  least_cost x w y <= \sum_t w t * sqn (g (x t) - y t).
Proof. exact: Cells.P0_bound. Qed.
Theorem P0_attained :
  exists K (th : net R (two_widths M K K) 2 Q), gcost w x y th = least_cost x w y.
Proof. exact: Cells.P0_attained. Qed.
Theorem P0_zero : least_cost x w y = 0 <-> (forall s t, x s = x t -> y s = y t).
Proof. exact: Cells.P0_zero. Qed.
End Cells.

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
Proof. by move=> p u b; split; [apply: best_inverseP|apply: Projection.S4_square]. Qed.

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
Proof. exact: Projection.S1_network. Qed.

(** S5: B is a left inverse of the means X; within delta_P^2 < 1/2 of its own mean a point is nearer
    to it than to any other mean. *)
Theorem S5 (R : realFieldType) M Q (X : 'M[R]_(M, Q)) (B : 'M[R]_(Q, M)) (z : 'cV[R]_M) j k :
  B *m X = 1%:M -> j != k -> sqn (B *m (z - col j X)) *+ 2 < 1 ->
  sqn (B *m (z - col j X)) < sqn (B *m (z - col k X)).
Proof. by move=> h; apply: Shallow.S5. Qed.

(** * Gradient flow *)

Section Flow.
Variables (R : realFieldType) (L M Q : nat) (th : params R L M Q).

(** E1: the tangents of the cumulative layers by those of the layers; the gradient by the layers of
    a function whose gradients by the cumulative layers are G and GO; the flow down this gradient. *)
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
End Flow.

(** * Lemmas on signs *)

Section Signs.
Variable R : realFieldType.
Implicit Types (z e g h B q r s t k : R).
Theorem N1 z : (Num.max 0 z = z <-> 0 <= z) /\ (Num.max 0 z = 0 <-> z <= 0).
Proof. exact: Signs.N1. Qed.
Theorem N2 e g h B : 0 < e -> `|g| <= B -> e * B < `|h| ->
  (0 < h -> 0 < h + e * g) /\ (h < 0 -> h + e * g < 0).
Proof. exact: Signs.N2. Qed.
Theorem N3 e q B r s : 0 < e -> q <= B -> e * B < r * s *+ 2 ->
  (e * r * - s) *+ 2 + e ^+ 2 * q < 0.
Proof. exact: Signs.N3. Qed.
Theorem N4 t k r : 0 < t -> t * k < r *+ 2 -> t ^+ 2 * k - t * r *+ 2 < 0.
Proof. exact: Signs.N4. Qed.
End Signs.

(**************************************************************************************************)
(* D2-D5, L1-L3, T3, T3', N1-N5: networks, truncation maps, zero loss, as stated                  *)
(*   R is any ordered field, T the set of all points, cl t the class of a point, w its weight.    *)
(*   params R L M Q       == L hidden layers (W_l, b_l) of width M and an output layer (WO, bO)   *)
(*   state th z l, pre th z l, out th z == state after l layers, pre-activation of layer l,       *)
(*                           output                                                               *)
(*   cost cl x y th, wcost w cl x y th == its cost for the weights 1 / members, for weights w     *)
(*   cumW, cumb, rA, rc   == cumulative parameters, those of the output layer                     *)
(*   regular th           == all W_l are invertible        close e th th' == entries differ by <  *)
(*                           e                                                                    *)
(*   tau W b z            == W^-1 (relu (W z + b) - b), tip W b its apex - W^-1 b                 *)
(*   truncated th z l     == z after the first l truncation maps                                  *)
(*   rank_preserving      == a map keeps the rank of the points and of the means                  *)
(*   collapsing f eps E   == (1, .., 1)^T f^T + eps E                                             *)
(*   lay j                == the layer that collapses class j, none if lay j >= L                 *)
(*   region cl x lay th   == R_I: th is regular, and negative on a class at its layer, else       *)
(*                           positive                                                             *)
(*   apex th l, apexes lay th j == the point that layer l collapses to; that of class j           *)
(*   sequential cl x lay n f p == the plane f l through p l has stage l below, all later and      *)
(*                           apexes above                                                         *)
(*   aff_indep, lin_indep == affine, linear independence of a family                              *)
(*   separated x P, hulls_meet x P == strict separation of P from the rest; a common point of the *)
(*                           hulls                                                                *)
(**************************************************************************************************)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq path div choice fintype.
From mathcomp Require Import ssrAC finfun tuple bigop finset fingroup perm ssralg ssrnum.
From mathcomp Require Import zmodp matrix mxalgebra vector.
From Theory Require Import Basic Near Descent Moments Network Cumulative Jacobian Collapse ZeroLoss.
From Theory Require Import Separation.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory order.Order.Theory.
Local Open Scope ring_scope.

(** * Data, network, cumulative parameters *)

Section Setting.
Variables (R : realFieldType) (L M Q : nat) (T : finType) (cl : T -> 'I_Q) (x : T -> 'cV[R]_M).
Hypothesis nonempty : forall j, exists t, cl t = j.
Implicit Types th : params R L M Q.

(** D2: the number of parameters. *)
Theorem D2 : \dim (fullv : {vspace params R L M Q}) = (L * (M ^ 2 + M) + (Q * M + Q))%N.
Proof. exact: Jacobian.D2. Qed.
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
Proof. by move=> h; apply: (Collapse.region_inhabited sep nL h). Qed.

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
(** * Lemmas *)

(** F1: more unknowns than equations; the dimension of the kernel (of the rows, as MathComp has
    it, so of the transpose). *)
Theorem F1 (R : realFieldType) r n (A : 'M[R]_(r, n)) : (r < n)%N ->
  exists2 v : 'cV[R]_n, v != 0 & A *m v = 0.
Proof. by move=> lt; apply/kernel_vector/(leq_ltn_trans (rank_leq_row A)). Qed.
Theorem F1_dimension (R : realFieldType) r n (A : 'M[R]_(r, n)) :
  \rank (kermx A^T) = (n - \rank A)%N.
Proof. by rewrite mxrank_ker mxrank_tr. Qed.


Section Signs.
Variable R : realFieldType.
Implicit Types (z e g h B q r s t k : R).
Theorem N1 z : (Num.max 0 z = z <-> 0 <= z) /\ (Num.max 0 z = 0 <-> z <= 0).
Proof. exact: Near.N1. Qed.
Theorem N2 e g h B : 0 < e -> `|g| <= B -> e * B < `|h| ->
  (0 < h -> 0 < h + e * g) /\ (h < 0 -> h + e * g < 0).
Proof. exact: Near.N2. Qed.
Theorem N3 e q B r s : 0 < e -> q <= B -> e * B < r * s *+ 2 ->
  (e * r * - s) *+ 2 + e ^+ 2 * q < 0.
Proof. exact: Near.N3. Qed.
Theorem N4 t k r : 0 < t -> t * k < r *+ 2 -> t ^+ 2 * k - t * r *+ 2 < 0.
Proof. exact: Near.N4. Qed.

(** N5: relu is idempotent and commutes with positive scale and with permutations. *)
Variable m : nat.
Theorem N5_idempotent (v : 'cV[R]_m) : relu (relu v) = relu v.
Proof. exact: relu_idem. Qed.
Theorem N5_scale (c : 'rV[R]_m) (v : 'cV[R]_m) : (forall i, 0 < c 0 i) ->
  relu (diag_mx c *m v) = diag_mx c *m relu v.
Proof. exact: relu_scale. Qed.
Theorem N5_permute (p : 'S_m) (v : 'cV[R]_m) : relu (perm_mx p *m v) = perm_mx p *m relu v.
Proof. exact: relu_permute. Qed.
End Signs.

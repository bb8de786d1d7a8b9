(**************************************************************************************************)
(* G1-G6, P0, P1, P3, R1, R5, R7, T6a, U1, W1, W2: networks of any widths                         *)
(*   R is any ordered field, T the set of all points, w t the weight of a point.                  *)
(*   net R d L Q          == L hidden layers of widths d 1 .. d L, inputs of d 0 entries, Q       *)
(*                           outputs                                                              *)
(*   gstate, gpre, gout, gcost, gclose == state, pre-activation, output, cost, closeness          *)
(*   gcumW, gcumb         == cumulative parameters                                                *)
(*   gtruncated th z V l  == z after l maps V_k (relu (W_k z + b_k) - b_k), cumulative W_k, b_k   *)
(*   penrose A V          == V is the Moore-Penrose inverse of A                                  *)
(*   gtau W b V z         == V (relu (W z + b) - b)            lifted h == the points (h t, 1)    *)
(*   stationary, acost, moment == see StatementsReadout.v                                         *)
(*   open_region x D, closed_region x D == the activation pattern is D: strictly, weakly          *)
(*   orthogonal L x D a   == a is orthogonal to 1 and to every path feature of the last layer     *)
(*   two_widths M K n     == M, K, n, n, ..                                                       *)
(*   decision_list K x cell f b == hyperplane k has cell k below it and all later cells above it  *)
(*   least_cost x w y     == the cost of the weighted mean target at every input                  *)
(*   may_go_first cl x S j == a hyperplane has class j below and the other classes of S above it  *)
(*   removes cl x S s S'  == the classes of s may go first one after the other, S' is left of S   *)
(*   stuck cl x S         == no class of S may go first                                           *)
(*   narrow M q           == M, q + 1, q + 1, ..         padded q z == (z, 0) with q + 1 zeros    *)
(*   pattern x th         == the units that are positive at the points                            *)
(*   switched cl x part lay th == block p is off at layer lay p, no pre-activation is 0           *)
(*   behind M K n r       == M, K, n, r, r, ..                                                    *)
(*   merged_mean, merged_cost == see StatementsMinima.v: the same of blocks instead of layers     *)
(*   last_states x rep th == the last hidden values of one point a block over a row of ones       *)
(*   goutput_layer th     == [A | c], the output layer                                            *)
(*   inputs x             == the number of different points                                       *)
(*   upper_left W V       == W is the upper left block of the square matrix V                     *)
(*   pad D z              == z followed by zeros to D entries                                     *)
(*   separated x P        == a hyperplane has P below it and the other points above it            *)
(*   params, regular, pre, out, truncated == see StatementsNetwork.v                              *)
(**************************************************************************************************)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq path div choice fintype.
From mathcomp Require Import ssrAC finfun tuple bigop finset fingroup perm ssralg ssrnum.
From mathcomp Require Import zmodp matrix mxalgebra vector.
From Theory Require Import Basic Readout Descent Moments Network Cumulative Separation Widths.
From Theory Require Import ZeroLoss Cells OneLayer Separable Manifold Apart Lifting Narrow.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory order.Order.Theory.
Local Open Scope ring_scope.

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

(** G1: how far the recursion of truncation maps goes; with independent rows, all the way. *)
Theorem G1 th (V : forall l, 'M[R]_(d 0, d l)) (z : 'cV[R]_(d 0)) l :
  (forall k, penrose (gcumW th k) (V k)) ->
  ((forall k, (k <= l)%N -> gstate th z k = gcumW th k *m gtruncated th z V k + gcumb th k) <->
   (forall k, (k <= l)%N ->
     (1%:M - gcumW th k *m V k) *m (gstate th z k - gcumb th k) = 0)).
Proof.
move=> h; have key := Widths.G1 th z V l; split=> [/key e [|k] kl|e]; last 2 first.
- by apply: e.
- by apply/key => k; apply: (e k.+1).
by have [+ _ _ _] := h 0%N; rewrite /= mul1mx mulmx1 => ->; rewrite subrr mul0mx.
Qed.
Theorem G1_surjective th (V : forall l, 'M[R]_(d 0, d l)) l :
  (forall k, penrose (gcumW th k) (V k)) -> (forall k, (k <= l)%N -> row_free (gcumW th k)) ->
  forall z, gstate th z l = gcumW th l *m gtruncated th z V l + gcumb th l.
Proof. by move=> h f z; apply: Widths.R7 => k kl; apply: penrose_right (f k kl). Qed.

(** R5: by how much a best output layer (A0, c0) on the same hidden layers would be better, and how
    the gap closes on the way to it: no local minimum, kinks or not. *)
Section Gap.
Variables (th : net R d L Q) (A0 : 'M[R]_(Q, d L)) (c0 : 'cV[R]_Q).
Let h t := gstate th (x t) L.
Hypothesis best : stationary w h y A0 c0.
Theorem R5_gap : gcost w x y th - acost w h y A0 c0 =
  \tr (row_mx (gA th - A0) (gc th - c0) *m moment w (lifted h)
    *m (row_mx (gA th - A0) (gc th - c0))^T).
Proof. exact: Widths.R5_gap. Qed.
Theorem R5_segment s :
  let th' := Net (gW th) (gb th) (gA th + s *: (A0 - gA th)) (gc th + s *: (c0 - gc th)) in
  gcost w x y th' - acost w h y A0 c0 = (1 - s) ^+ 2 * (gcost w x y th - acost w h y A0 c0).
Proof. by move=> th'; rewrite [X in _ * X](Widths.R5_gap best); apply: Widths.R5_segment. Qed.
Theorem R5 eps : acost w h y A0 c0 < gcost w x y th -> 0 < eps ->
  exists th' : net R d L Q, [/\ gclose eps th th', forall l, gW th' l = gW th l,
    forall l, gb th' l = gb th l & gcost w x y th' < gcost w x y th].
Proof. by move=> lt; apply: (R5_none best); rewrite -(Widths.R5_gap best) subr_gt0. Qed.
End Gap.
End Widths.

(** G2: W has independent rows, V is its Moore-Penrose inverse. *)
Section Rows.
Variables (R : realFieldType) (M d : nat) (W : 'M[R]_(d, M)) (b : 'cV[R]_d) (V : 'M[R]_(M, d)).
Hypotheses (inverse : penrose W V) (independent : row_free W).
Let right := penrose_right inverse independent.
Theorem G2_layer z : W *m gtau W b V z + b = relu (W *m z + b).
Proof. exact: gtau_layer. Qed.
Theorem G2_cone z : (forall i, 0 <= (W *m z + b) i 0) -> gtau W b V z = V *m W *m z.
Proof. exact: gtau_cone. Qed.
Theorem G2_apex z : (forall i, (W *m z + b) i 0 <= 0) -> gtau W b V z = - (V *m b).
Proof. exact: gtau_apex. Qed.
Theorem G2_idempotent z : gtau W b V (gtau W b V z) = gtau W b V z.
Proof. exact: gtau_idempotent. Qed.
Theorem G2_rows z v : (forall i, dot (row i W)^T v = 0) -> gtau W b V (z + v) = gtau W b V z.
Proof.
move=> h; apply: gtau_rows; apply/colP => i; rewrite [RHS]mxE -(h i) dotE trmxK -row_mul.
by rewrite [RHS]mxE.
Qed.
End Rows.

(** G3: W is the upper left block of an invertible D x D matrix if and only if D is large enough; a
    network on finitely many inputs, padded with zeros, is then a composition of truncation maps. *)
Theorem G3_block (R : realFieldType) m n D (W : 'M[R]_(m, n)) :
  (exists2 V : 'M[R]_D, V \in unitmx & upper_left W V) <->
  [/\ (m <= D)%N, (n <= D)%N & (m + n <= D + \rank W)%N].
Proof. exact: Lifting.G3_block. Qed.
Theorem G3 (R : realFieldType) (d : nat -> nat) L Q D (T : finType) (x : T -> 'cV[R]_(d 0%N))
  (th : net R d L Q) : (d 0%N <= D)%N ->
  (forall l, (l < L)%N -> (d l.+1 + d l <= D + \rank (gW th l))%N) ->
  exists th' : params R L D Q, [/\ regular th',
    forall l, (l < L)%N -> upper_left (gW th l) (W th' l),
    forall t, out th' (pad D (x t)) = gout th (x t)
  & forall t, gout th (x t) = rA th' *m truncated th' (pad D (x t)) L + rc th'].
Proof.
move=> h1 h2; have [th' [r up _ o]] := Lifting.G3 x h1 h2; exists th'; split=> // t.
by rewrite -o L1_output.
Qed.

(** * No hidden layer, and one *)

(** W1: an affine function takes the values y if and only if they satisfy every affine relation of
    the points; a network with one hidden layer does as soon as equal points have equal values. *)
Section Affine.
Variables (R : realFieldType) (M Q : nat) (T : finType) (x : T -> 'cV[R]_M) (y : T -> 'cV[R]_Q).
Theorem W1 : (exists (A : 'M[R]_(Q, M)) c, forall t, A *m x t + c = y t) <->
  forall a : T -> R, \sum_t a t = 0 -> \sum_t a t *: x t = 0 -> \sum_t a t *: y t = 0.
Proof. exact: W1_affine. Qed.
Theorem W1_none (d : nat -> nat) (th : net R d 0 Q) :
  exists A c, forall z, gout th z = A *m z + c.
Proof. by exists (gA th), (gc th). Qed.
Theorem W1_one : (forall s t, x s = x t -> y s = y t) ->
  exists K (th : net R (two_widths M K K) 1 Q), forall t, gout th (x t) = y t.
Proof. exact: W1_layer. Qed.
End Affine.

(** * Separable classes, and decision lists *)

(** G4: what greedy removal leaves does not depend on the choices; an order of the classes in which
    each may go first exists if and only if nothing is left. *)
Section Greedy.
Variables (R : realFieldType) (M Q : nat) (T : finType) (cl : T -> 'I_Q) (x : T -> 'cV[R]_M).
Theorem G4_smaller (S U : {set 'I_Q}) j : U \subset S -> j \in U ->
  may_go_first cl x S j -> may_go_first cl x U j.
Proof. exact: may_go_first_sub. Qed.
Theorem G4_unique S s1 S1 s2 S2 : removes cl x S s1 S1 -> stuck cl x S1 ->
  removes cl x S s2 S2 -> stuck cl x S2 -> S1 = S2.
Proof. exact: Separation.G4_unique. Qed.
Theorem G4 : (exists s, removes cl x [set: 'I_Q] s set0) <->
  forall s S', removes cl x [set: 'I_Q] s S' -> stuck cl x S' -> S' = set0.
Proof. exact: Separation.G4. Qed.
End Greedy.

(** G5: Q = q + 2 separable classes, in their order the values of cell; Q hidden layers of width
    Q - 1, or of any width M >= Q - 1 with invertible weights, take any values on them. *)
Section Separable.
Variables (R : realFieldType) (M q k : nat) (T : finType) (x : T -> 'cV[R]_M).
Variables (cell : T -> nat) (f : nat -> 'cV[R]_M) (b : nat -> R).
Hypothesis separable : decision_list q.+1 x cell f b.
Theorem G5 (y : nat -> 'cV[R]_k) : exists th : net R (narrow M q) q.+2 k,
  (forall t, gout th (x t) = y (cell t)) /\
  forall t l i, (l < q.+2)%N -> gpre th (x t) l i 0 != 0.
Proof. exact: Separable.G5. Qed.
Theorem G5_width (y : nat -> 'cV[R]_k) : (q.+1 <= M)%N ->
  exists th : params R q.+2 M k, [/\ regular th, forall t, out th (x t) = y (cell t)
    & forall t l i, (l < q.+2)%N -> pre th (x t) l i 0 != 0].
Proof. exact: (G5_width _ separable). Qed.
End Separable.

(** P3: K + 1 cells, g l the class of cell l, Q = q + 2 classes: as many truncation maps in
    dimension M + Q - 1 as cells, each sending one cell to its apex and fixing the rest. *)
Theorem P3 (R : realFieldType) (M q k K : nat) (T : finType) (x : T -> 'cV[R]_M) (cell : T -> nat)
  (f : nat -> 'cV[R]_M) (b : nat -> R) (g : nat -> 'I_q.+2) (y : 'I_q.+2 -> 'cV[R]_k) :
  decision_list K x cell f b -> (forall l, (l < K)%N -> f l != 0) -> (0 < M)%N ->
  exists (th : params R K.+1 (M + q.+1) k) (p : nat -> 'cV[R]_(M + q.+1)), [/\ regular th,
    forall t l, (l <= K.+1)%N -> truncated th (padded q (x t)) l =
      if (cell t < l)%N then p (cell t) else padded q (x t),
    forall t l i, (l < K.+1)%N -> pre th (padded q (x t)) l i 0 != 0
  & forall t, out th (padded q (x t)) = y (g (cell t))].
Proof. by move=> h1 h2 h3; apply: (Lifting.P3 g y h1 h2 h3). Qed.

(** * Two hidden layers *)

(** G6: sequentially separable classes, two hidden layers of width Q - 1 (here Q = K + 1). *)
Theorem G6 (R : realFieldType) (M Q K : nat) (T : finType) (x : T -> 'cV[R]_M)
  (cl : T -> 'I_K.+1) (f : nat -> 'cV[R]_M) (b : nat -> R) w (y : 'I_K.+1 -> 'cV[R]_Q) :
  (forall t (k : 'I_K.+1), (k < K)%N ->
    (cl t = k -> dot (f k) (x t) < b k) /\ ((k < cl t)%N -> b k < dot (f k) (x t))) ->
  exists th : net R (two_widths M K K) 2 Q, gcost w x (fun t => y (cl t)) th = 0 /\
  forall t l i, (l < 2)%N -> gpre th (x t) l i 0 != 0.
Proof. exact: Cells.G6. Qed.

Section Cells.
Variables (R : realFieldType) (M Q : nat) (T : finType) (x : T -> 'cV[R]_M).

(** P1: a decision list with K hyperplanes; a second-layer unit where the value changes. *)
Theorem P1 K (cell : T -> nat) (f : nat -> 'cV[R]_M) b (c : nat -> 'cV[R]_Q) (J : {set 'I_K}) :
  decision_list K x cell f b -> (forall k : 'I_K, k \notin J -> c k.+1 = c k) ->
  exists th : net R (two_widths M K #|J|) 2 Q, (forall t, gout th (x t) = c (cell t)) /\
  forall t l i, (l < 2)%N -> gpre th (x t) l i 0 != 0.
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

(** * The least constant width *)

(** W2: q + 1 classes, width p + 2 >= q, as many layers as different points and one more. The last
    hidden layer needs q units; width 1 is enough for two classes if and only if they are
    separated. *)
Section LeastConstantWidth.
Variables (R : realFieldType) (M k q : nat) (T : finType) (x : T -> 'cV[R]_M).
Theorem W2 p (cl : T -> 'I_q.+1) (y : 'I_q.+1 -> 'cV[R]_k) : (q <= p.+2)%N ->
  (forall s t, x s = x t -> cl s = cl t) ->
  exists th : net R (narrow M p.+1) (inputs x).+1 k, forall t, gout th (x t) = y (cl t).
Proof.
move=> wide same; have [t||s t /same ->|th e] // := @Narrow.W2 R M p q k T x (fun t => cl t)
    (fun j => y (inord j)); first by rewrite -ltnS.
by exists th => t; rewrite e inord_val.
Qed.
Theorem W2_last d L (th : net R d L k) (z : 'I_q.+1 -> 'cV[R]_(d 0%N)) (y : 'I_q.+1 -> 'cV[R]_k) :
  aff_indep y -> (forall j, gout th (z j) = y j) -> (q <= d L)%N.
Proof. exact: Narrow.W2_last. Qed.
Theorem W2_one (P : pred T) (y : bool -> 'cV[R]_k) : y true != y false ->
  ((exists L (th : net R (narrow M 0) L.+1 k), forall t, gout th (x t) = y (P t)) <->
   separated x P).
Proof. exact: Narrow.W2_one. Qed.
End LeastConstantWidth.

(** * Blocks of classes that share no point *)

(** T6a: part j is the block of class j; T6_mean and T6_cost say what the means are and cost. *)
Section Apart.
Variables (R : realFieldType) (Q : nat) (T : finType) (w : T -> R) (cl : T -> 'I_Q).
Variables (y : 'I_Q -> 'cV[R]_Q).
Hypothesis w_gt0 : forall t, 0 < w t.

(** A decision list tells the blocks apart; behind P1's two layers for it, L + 1 layers of width
    n - 1 end in the means (here n = q + 2 blocks, L + 1 >= n). *)
Section Existence.
Variables (M q : nat) (x : T -> 'cV[R]_M) (part : 'I_Q -> 'I_q.+2).
Theorem T6a_list : (forall s t, x s = x t -> part (cl s) = part (cl t)) ->
  exists K (cell : T -> nat) f b (g : nat -> nat), decision_list K x cell f b /\
  forall t, part (cl t) = g (cell t) :> nat.
Proof. exact: Apart.T6a_list. Qed.
Theorem T6a K L (cell : T -> nat) f b (g : nat -> nat) (J : {set 'I_K}) :
  decision_list K x cell f b -> (forall t, part (cl t) = g (cell t) :> nat) ->
  (forall k : 'I_K, k \notin J -> g k.+1 = g k) -> (q.+2 <= L.+1)%N ->
  exists th : net R (behind M K #|J| q.+1) L.+3 Q,
  [/\ switched cl x (fun j => part j) (fun k => k.+2) th,
    forall t, gout th (x t) = merged_mean w cl y (fun j => part j) t
  & forall rep : 'I_q.+2 -> T, (forall i, part (cl (rep i)) = i) ->
    row_full (last_states x rep th)].
Proof. by move=> h1 h2 h3 h4; apply: (Apart.T6a w y h1 h2 h4 h3). Qed.
End Existence.

(** In any widths: where each block is off at some layer and the outputs are the means, there is a
    local minimum in all parameters. Near it the minimizers are a graph over K - Q n coordinates. *)
Section Minimum.
Variables (d : nat -> nat) (N n : nat) (x : T -> 'cV[R]_(d 0)) (part : 'I_Q -> nat).
Variables (lay : nat -> nat) (th : net R d N Q).
Hypothesis off : switched cl x part lay th.
Hypothesis means : forall t, gout th (x t) = merged_mean w cl y part t.
Theorem T6a_local : gcost w x (fun t => y (cl t)) th = merged_cost w cl y part /\
  exists2 e, 0 < e & forall th', gclose e th th' ->
  gcost w x (fun t => y (cl t)) th <= gcost w x (fun t => y (cl t)) th'.
Proof. by split; [apply: T6a_value|apply: Apart.T6a_local off means]. Qed.
Theorem T6a_graph (rep : 'I_n -> T) : (forall j, (part j < n)%N) ->
  (forall i : 'I_n, part (cl (rep i)) = i) -> row_full (last_states x rep th) ->
  exists s : 'I_n -> 'I_(d N + 1), injective s /\ exists2 e, 0 < e & forall th', gclose e th th' ->
  [/\ open_region x (pattern x th) th', rowsub s (last_states x rep th') \in unitmx &
    gcost w x (fun t => y (cl t)) th' = merged_cost w cl y part <-> colsub s (goutput_layer th') =
      (columns (fun i => merged_mean w cl y part (rep i))
        - \sum_(l | l \notin [set s i | i in 'I_n])
        col l (goutput_layer th') *m row l (last_states x rep th')) *m
      invmx (rowsub s (last_states x rep th'))].
Proof. by move=> few repE; apply: (Apart.T6a_graph y w_gt0 off few repE). Qed.
End Minimum.
End Apart.

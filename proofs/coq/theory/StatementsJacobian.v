(**************************************************************************************************)
(* Statements: the Jacobian of networks of any widths (U1, G8)                                    *)
(*   wparams R Q m ds   == networks of widths m, ds, Q as a vector space, (W, b) a layer          *)
(*   wsize Q m ds       == its dimension K          sumn ds == the number of hidden units         *)
(*   wout p z           == the output at z          wclose e p q == all entries within e          *)
(*   wstrict p z        == no pre-activation is 0 at z                                            *)
(*   wjac x p h t       == the tangent of the output at x t along h, by the chain rule            *)
(*   wsame p z q u      == every pre-activation of q at u has the sign of that of p at z          *)
(*   wlast p z, wtop p  == the last hidden values at z; the output layer [W | b]                  *)
(*   gathers cl x lay p == all units of hidden layer lay j are negative on class j                *)
(*   wlasts x rep p     == the last hidden values at one point a class, a row of ones below       *)
(*   bigO wsmall k f    == f h = O(d^k), where d is at least every entry of h in absolute value   *)
(*   two_layers f b s e c == the network of G6 with the gates relu (s_k (b_k - f_k . x))          *)
(*   flat th            == a network of two hidden layers as such a vector                        *)
(**************************************************************************************************)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq path div choice fintype.
From mathcomp Require Import ssrAC finfun tuple bigop finset binomial ssralg ssrnum zmodp.
From mathcomp Require Import matrix mxalgebra vector.
From Theory Require Import Basic Near Descent Moments Network Widths Cells ChainRule Counting.
From Theory Require Import Gathered TwoLayers.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory order.Order.Theory.
Local Open Scope ring_scope.

(** U1: the rank of the Jacobian; each hidden unit takes one from it, for its rescaling moves no
    output. *)
Section Counting.
Variables (R : realFieldType) (Q m : nat) (ds : seq nat) (T : finType) (x : T -> 'cV[R]_m).
Theorem U1_size : \dim (fullv : {vspace wparams R Q m ds}) = wsize Q m ds.
Proof. exact: wparams_dim. Qed.
Theorem U1_derivative (p : wparams R Q m ds) t : wstrict p (x t) ->
  bigO wsmall 2 (fun h => wout (p + h) (x t) - wout p (x t) - wjac x p h t).
Proof. exact: wjac_derivative. Qed.
Theorem U1_kernel (p : wparams R Q m ds) : (sumn ds <= \dim (lker (wjac x p)))%N.
Proof. exact: kernel_units. Qed.
Theorem U1 (p : wparams R Q m ds) :
  (\dim (limg (wjac x p)) <= minn (Q * #|T|) (wsize Q m ds - sumn ds))%N.
Proof. exact: Counting.U1. Qed.
End Counting.

(** G8 (i): each of k classes is collapsed at some layer; affinely independent targets make their
    last values affinely independent. Then the Jacobian has rank k Q (Q^2 for as many classes as
    outputs), and near p the networks with the outputs y are a graph over K - k Q coordinates. *)
Section Collapsed.
Variables (R : realFieldType) (Q m k : nat) (ds : seq nat) (T : finType) (x : T -> 'cV[R]_m).
Variables (cl : T -> 'I_k) (y : 'I_k -> 'cV[R]_Q) (lay : 'I_k -> nat) (rep : 'I_k -> T).
Variable p : wparams R Q m ds.
Hypotheses (repE : forall j, cl (rep j) = j) (off : gathers cl x lay p).
Theorem G8_collapsed_last : (forall t, wout p (x t) = y (cl t)) -> aff_indep y ->
  aff_indep (fun j => wlast p (x (rep j))).
Proof. by move=> e ind; exact (last_indep repE e ind). Qed.
Hypothesis indep : aff_indep (fun j => wlast p (x (rep j))).
Theorem G8_collapsed_rank : \dim (limg (wjac x p)) = (k * Q)%N.
Proof. exact (gathered_rank repE off indep). Qed.
Theorem G8_collapsed_kernel : (\dim (lker (wjac x p)) + k * Q = wsize Q m ds)%N.
Proof. exact (gathered_kernel repE off indep). Qed.
Theorem G8_collapsed_graph : (forall t, wstrict p (x t)) ->
  exists s : 'I_k -> 'I_(last m ds + 1), injective s /\ exists2 e, 0 < e &
  forall q, wclose e p q -> [/\ forall t, wsame p (x t) q (x t),
    rowsub s (wlasts x rep q) \in unitmx
  & (forall t, wout q (x t) = y (cl t)) <-> colsub s (wtop q) =
      (columns y - \sum_(l | l \notin [set s i | i in 'I_k])
        col l (wtop q) *m row l (wlasts x rep q)) *m invmx (rowsub s (wlasts x rep q))].
Proof. exact (gathered_graph repE off indep y). Qed.
End Collapsed.
(** The hypotheses hold for the network of G5: n = q + 2 classes, n hidden layers of width n - 1. *)
Theorem G8_collapsed_network (R : realFieldType) M q Q (T : finType) (x : T -> 'cV[R]_M)
  (cl : T -> 'I_q.+2) (f : nat -> 'cV[R]_M) b (y : 'I_q.+2 -> 'cV[R]_Q) :
  decision_list q.+1 x (fun t => cl t) f b ->
  exists p : wparams R Q M (nseq q.+2 q.+1), [/\ forall t, wout p (x t) = y (cl t),
    gathers cl x (fun j => j) p, forall t, wstrict p (x t)
  & forall rep, (forall j, cl (rep j) = j) -> aff_indep (fun j => wlast p (x (rep j)))].
Proof. exact: gathered_network. Qed.

(** G8 (ii): networks m - K - K - Q that take K + 1 values on K + 1 classes one after the other,
    such as that of G6. On class i the units before i of the first layer are off and unit i is on;
    of the second layer exactly the units before i are on. *)
Section TwoLayers.
Variables (R : realFieldType) (Q m K : nat) (T : finType) (x : T -> 'cV[R]_m).
Variables (cl : T -> 'I_K.+1) (y : 'I_K.+1 -> 'cV[R]_Q) (p : wparams R Q m [:: K; K]).
Hypotheses (nonempty : forall j, exists t, cl t = j) (indep : aff_indep y).
Hypothesis first : forall t (k : 'I_K), ((k < cl t)%N -> (p.1 *m up (x t)) k 0 < 0) /\
  (k = cl t :> nat -> 0 < (p.1 *m up (x t)) k 0).
Hypothesis second : forall t (k : 'I_K),
  if (k < cl t)%N then 0 < (p.2.1 *m up (relu (p.1 *m up (x t)))) k 0
  else (p.2.1 *m up (relu (p.1 *m up (x t)))) k 0 < 0.
Hypothesis outputs : forall t, wout p (x t) = y (cl t).
Hypothesis varied : forall l : 'I_K, (0 < l)%N -> exists s t,
  [/\ cl s = l :> nat, cl t = l :> nat & (p.1 *m up (x s)) l 0 != (p.1 *m up (x t)) l 0].

Theorem G8_rank : \dim (limg (wjac x p)) = (Q * K.+1 + 'C(K, 2))%N.
Proof. exact: rank nonempty indep (conj first second) varied outputs. Qed.
(* the count of the ledger, for as many outputs as classes *)
Theorem G8_rank_square : Q = K.+1 ->
  \dim (limg (wjac x p)) = (Q ^ 2 + (Q - 1) * (Q - 2) %/ 2)%N.
Proof.
move=> e; rewrite -(count_square e).
exact: rank nonempty indep (conj first second) varied outputs.
Qed.
Theorem G8_kernel :
  (\dim (lker (wjac x p)) + (Q * K.+1 + 'C(K, 2)) = wsize Q m [:: K; K])%N.
Proof. exact: kernel nonempty indep (conj first second) varied outputs. Qed.
(* near p the zero set is the graph of a rational map: it gives as many coordinates as the rank, by
  the others; the biases of the second layer are positive there *)
Theorem G8_graph : exists2 e, 0 < e & forall q : wparams R Q m [:: K; K], wclose e p q ->
  (forall k : 'I_K, 0 < q.2.1 k (rshift K 0)) /\ ((forall t, wout q (x t) = y (cl t)) <->
  [/\ forall k l : 'I_K, (k < l)%N -> q.2.1 k (lshift 1 l) = 0, rsubmx q.2.2 = y ord0
    & forall k : 'I_K, col k (lsubmx q.2.2) =
        (q.2.1 k (rshift K 0))^-1 *: (y (inord k.+1) - y (inord k))]).
Proof. exact: graph nonempty indep (conj first second) varied outputs. Qed.
End TwoLayers.

(** The hypotheses hold for the network of G6, its hyperplanes moved off the points. *)
Section Network.
Variables (R : realFieldType) (M Q K : nat) (T : finType) (x : T -> 'cV[R]_M).
Theorem G8_flat (th : net R (two_widths M K K) 2 Q) z : wout (flat th) z = gout th z.
Proof. exact: flat_out. Qed.
Theorem G8_network (cl : T -> 'I_K.+1) (f : nat -> 'cV[R]_M) (b : nat -> R) y :
  (forall t (k : 'I_K.+1), (k < K)%N ->
    (cl t = k -> dot (f k) (x t) < b k) /\ ((k < cl t)%N -> b k < dot (f k) (x t))) ->
  (forall l : 'I_K, (0 < l)%N -> exists s t,
    [/\ cl s = l :> nat, cl t = l :> nat & dot (f l) (x s) != dot (f l) (x t)]) ->
  exists (b' s : nat -> R) (p : wparams R Q M [:: K; K]),
  p = flat (two_layers f b' s (fun k => k) (fun k => y (inord k))) /\ [/\
    forall t (k : 'I_K), ((k < cl t)%N -> (p.1 *m up (x t)) k 0 < 0) /\
      (k = cl t :> nat -> 0 < (p.1 *m up (x t)) k 0),
    forall t (k : 'I_K),
      if (k < cl t)%N then 0 < (p.2.1 *m up (relu (p.1 *m up (x t)))) k 0
      else (p.2.1 *m up (relu (p.1 *m up (x t)))) k 0 < 0,
    forall t, wout p (x t) = y (cl t),
    forall l : 'I_K, (0 < l)%N -> exists s t,
      [/\ cl s = l :> nat, cl t = l :> nat & (p.1 *m up (x s)) l 0 != (p.1 *m up (x t)) l 0]
    & forall t, wstrict p (x t)].
Proof.
move=> sep varied; exists (pushed x f b), (gate_scale x f b), (flat (listed x f b y)).
split; [by []|have on := listed_stairs y sep].
exact: And5 on.1 on.2 (listed_fits y sep) (listed_moving b y varied) (listed_strict y sep).
Qed.
End Network.

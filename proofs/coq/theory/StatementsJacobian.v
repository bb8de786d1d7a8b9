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
(**************************************************************************************************)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq path div choice fintype.
From mathcomp Require Import ssrAC finfun tuple bigop finset ssralg ssrnum zmodp matrix.
From mathcomp Require Import mxalgebra vector.
From Theory Require Import Basic Near Descent Moments Cells ChainRule Counting Gathered.
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

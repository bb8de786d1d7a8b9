(**************************************************************************************************)
(* Statements: the Jacobian of networks of any widths (U1, G8)                                    *)
(*   wparams R Q m ds   == networks of widths m, ds, Q as a vector space, (W, b) a layer          *)
(*   wsize Q m ds       == its dimension K          sumn ds == the number of hidden units         *)
(*   wout p z           == the output at z          wclose e p q == all entries within e          *)
(*   wstrict p z        == no pre-activation is 0 at z                                            *)
(*   wjac x p h t       == the tangent of the output at x t along h, by the chain rule            *)
(*   bigO wsmall k f    == f h = O(d^k), where d is at least every entry of h in absolute value   *)
(**************************************************************************************************)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq path div choice fintype.
From mathcomp Require Import ssrAC finfun tuple bigop finset order ssralg ssrnum zmodp matrix.
From mathcomp Require Import mxalgebra vector.
From Theory Require Import Basic Near ChainRule Counting.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
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

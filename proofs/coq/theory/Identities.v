(**************************************************************************************************)
(* The identities between scalars, and between vectors, that are used elsewhere                   *)
(*   All uses of the tactic ring are here, over variables, so that it never meets two forms of    *)
(*                     one                                                                        *)
(*   operation; elsewhere the identity is applied.                                                *)
(*   descent_value, descent_mixed == the two expansions that T5d needs                            *)
(**************************************************************************************************)
From Coq Require Import Ring.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq path div choice fintype.
From mathcomp Require Import ssrAC finfun tuple bigop finset order ssralg ssrnum zmodp matrix.
From mathcomp Require Import mxalgebra vector.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Vectors.
Variable V : zmodType.
Implicit Types a b c d e m n y : V.
Lemma add_rearrange a b c d e : a + b + (c + d) - e = (a + c - e) + (b + d).
Proof. by rewrite addrACA addrAC. Qed.
Lemma add_last a b c e : a + b + c - e = a + c - e + b.
Proof. by rewrite [a + b + c]addrAC [LHS]addrAC. Qed.
Lemma add_cancel a b c e : e + (a + b + c - a) = e + b + c.
Proof. by rewrite [a + b + c - a]addrAC [a + b]addrC addrK addrA. Qed.
Lemma split_residual a m c y : a + c - y = (a - m) + (m + c - y).
Proof. by rewrite [RHS]addrA [a - m + _]addrA subrK. Qed.
Lemma centre_residual a c y m n : a + c - y = ((a - m) - (y - n)) + (m + c - n).
Proof.
by rewrite opprB [RHS](AC ((2*2)*(2*1)) ((1*6*4)*(2*5)*(3*7))) /= addNr subrr !addr0.
Qed.
Lemma go_back a b c : a = (a - b - c) + (b + c).
Proof. by rewrite -[a - b - c]addrA -opprD subrK. Qed.
Lemma go_forth a b c : a + (b + c) - b - c = a.
Proof. by rewrite -[a + (b + c) - b - c]addrA -opprD addrK. Qed.
Lemma remainder_terms p a1 a2 a3 a4 c c' :
  p + ((a1 + a3) + (a2 + a4)) + (c + c') - (a1 + c) - (a2 + (a3 + c')) = p + a4.
Proof.
rewrite -[LHS]addrA -opprD; apply/eqP; rewrite subr_eq; apply/eqP.
by rewrite [LHS](AC ((1*(2*2))*2) ((1*5)*((2*6)*(4*(3*7))))).
Qed.
End Vectors.

(* the tactic `ring` of the standard library, over variables; then carried over by conversion *)
Section Plain.
Variables (S : Type) (zero one : S) (add mul sub : S -> S -> S) (opp : S -> S).
Hypothesis laws : ring_theory zero one add mul sub opp eq.
Add Ring plain_ring : laws.
Notation "a + b" := (add a b) (only parsing).
Notation "a * b" := (mul a b) (only parsing).
Notation "a - b" := (sub a b) (only parsing).
Lemma plain_descent f s g q : (f + (opp s * g + opp s * g)) + (s * s)
  * q = f + s * (s * q - (g + g)).
Proof. ring. Qed.
Lemma plain_mixed f e s q r k : let a := one + e * k - e * s in let b := one + e * k in
  (f + (e * e) * q) + ((a * a) * r - (b * b) * r) =
  f + e * (e * (q + r * (s * s - (s * k + s * k))) - (s * r + s * r)).
Proof. move=> a b; rewrite /a /b; ring. Qed.
End Plain.

Section Scalars.
Variable R : realFieldType.
Lemma ring_laws : @ring_theory R 0 1 +%R *%R (fun a b => a - b) -%R eq.
Proof.
by split=> // *; rewrite ?add0r ?mul1r ?subrr //; [exact: addrC|exact: addrA|exact: mulrC|exact:
  mulrA|exact: mulrDl].
Qed.
Lemma descent_value (f s g q : R) : f + (- s * g) *+ 2 + s ^+ 2 * q = f + s * (s * q - g *+ 2).
Proof. exact: (plain_descent ring_laws). Qed.
Lemma descent_mixed (f e s q r k : R) :
  f + e ^+ 2 * q + ((1 + e * k - e * s) ^+ 2 * r - (1 + e * k) ^+ 2 * r) =
  f + e * (e * (q + r * (s ^+ 2 - (s * k) *+ 2)) - (s * r) *+ 2).
Proof. exact: (plain_mixed ring_laws). Qed.
End Scalars.

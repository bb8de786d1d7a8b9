(**************************************************************************************************)
(* Identities, scalar products and positive definite matrices over an ordered field               *)
(*   dot u v      == \sum_i u i 0 * v i 0                                                         *)
(*   sqn u        == dot u u, the squared length                                                  *)
(*   posdef G     == G is symmetric and 0 < dot v (G *m v) for v != 0                             *)
(*   psd G        == the same with 0 <=                                                           *)
(*   descent_value, descent_mixed == the two expansions that T5d needs                            *)
(*   All uses of the tactic ring are here, over variables, so that it never meets two forms of    *)
(*                 one operation; elsewhere the identity is applied.                              *)
(**************************************************************************************************)
From Coq Require Import Ring.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq path div choice fintype.
From mathcomp Require Import ssrAC finfun tuple bigop finset ssralg ssrnum zmodp matrix.
From mathcomp Require Import mxalgebra vector.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory order.Order.Theory.
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

Section Dot.
Variable R : realFieldType.

Definition dot n (u v : 'cV[R]_n) : R := \sum_i u i 0 * v i 0.
Definition sqn n (u : 'cV[R]_n) : R := dot u u.

Variable n : nat.
Implicit Types u v w : 'cV[R]_n.

Lemma dotE u v : dot u v = (u^T *m v) 0 0.
Proof. by rewrite mxE; apply: eq_bigr => i _; rewrite mxE. Qed.
Lemma dotC u v : dot u v = dot v u.
Proof. by apply: eq_bigr => i _; rewrite mulrC. Qed.
Lemma dotDl u v w : dot (u + v) w = dot u w + dot v w.
Proof. by rewrite -big_split; apply: eq_bigr => i _; rewrite mxE mulrDl. Qed.
Lemma dotDr u v w : dot u (v + w) = dot u v + dot u w.
Proof. by rewrite dotC dotDl !(dotC u). Qed.
Lemma dotZl a u v : dot (a *: u) v = a * dot u v.
Proof. by rewrite big_distrr /=; apply: eq_bigr => i _; rewrite mxE mulrA. Qed.
Lemma dotZr a u v : dot u (a *: v) = a * dot u v.
Proof. by rewrite dotC dotZl dotC. Qed.
Lemma dotNl u v : dot (- u) v = - dot u v.
Proof. by rewrite -scaleN1r dotZl mulN1r. Qed.
Lemma dotNr u v : dot u (- v) = - dot u v.
Proof. by rewrite dotC dotNl dotC. Qed.
Lemma dotBl u v w : dot (u - v) w = dot u w - dot v w.
Proof. by rewrite dotDl dotNl. Qed.
Lemma dotBr u v w : dot u (v - w) = dot u v - dot u w.
Proof. by rewrite dotDr dotNr. Qed.
Lemma dot0l v : dot 0 v = 0.
Proof. by rewrite -(scale0r v) dotZl mul0r. Qed.
Lemma dot0r u : dot u 0 = 0.
Proof. by rewrite dotC dot0l. Qed.
Lemma dot_suml (I : Type) (r : seq I) (P : pred I) (F : I -> 'cV[R]_n) v :
  dot (\sum_(i <- r | P i) F i) v = \sum_(i <- r | P i) dot (F i) v.
Proof. exact: (big_morph (fun u => dot u v) (fun a b => dotDl a b v) (dot0l v)). Qed.
Lemma dot_sumr (I : Type) (r : seq I) (P : pred I) (F : I -> 'cV[R]_n) v :
  dot v (\sum_(i <- r | P i) F i) = \sum_(i <- r | P i) dot v (F i).
Proof. by rewrite dotC dot_suml; apply: eq_bigr => i _; rewrite dotC. Qed.

Lemma sqn_ge0 u : 0 <= sqn u.
Proof. by apply: sumr_ge0 => i _; rewrite -expr2 sqr_ge0. Qed.
Lemma sqn_eq0 u : (sqn u == 0) = (u == 0).
Proof.
apply/idP/eqP => [|->]; last by rewrite /sqn dot0l.
rewrite psumr_eq0 => [/allP h|i _]; last by rewrite -expr2 sqr_ge0.
apply/colP => i; have := h i (mem_index_enum i).
by rewrite /= mulf_eq0 orbb mxE => /eqP.
Qed.
Lemma sqn_gt0 u : (0 < sqn u) = (u != 0).
Proof. by rewrite lt_neqAle eq_sym sqn_eq0 sqn_ge0 andbT. Qed.
Lemma sqnD u v : sqn (u + v) = sqn u + dot u v *+ 2 + sqn v.
Proof. by rewrite /sqn dotDl !dotDr (dotC v u) mulr2n !addrA. Qed.
Lemma sqnN u : sqn (- u) = sqn u.
Proof. by rewrite /sqn dotNl dotNr opprK. Qed.
Lemma sqnB u v : sqn (u - v) = sqn u - dot u v *+ 2 + sqn v.
Proof. by rewrite sqnD sqnN dotNr mulNrn. Qed.
Lemma sqnZ a u : sqn (a *: u) = a ^+ 2 * sqn u.
Proof. by rewrite /sqn dotZl dotZr mulrA. Qed.
Lemma sqn0 : sqn (0 : 'cV[R]_n) = 0.
Proof. by rewrite /sqn dot0l. Qed.
End Dot.

Section Moves.
Variable R : realFieldType.
Lemma dot_mulmx m n (A : 'M[R]_(m, n)) u v : dot u (A *m v) = dot (A^T *m u) v.
Proof. by rewrite !dotE trmx_mul trmxK mulmxA. Qed.
Lemma trace_outer n (u v : 'cV[R]_n) : \tr (u *m v^T) = dot u v.
Proof. by rewrite mxtrace_mulC trace_mx11 dotC dotE. Qed.
Lemma outer_mulmx m n (u : 'cV[R]_m) (v z : 'cV[R]_n) : u *m v^T *m z = dot v z *: u.
Proof. by rewrite -mulmxA [v^T *m z]mx11_scalar -dotE mul_mx_scalar. Qed.
Lemma outer_tr k m n (u : 'cV[R]_m) (v : 'cV[R]_n) (D : 'M[R]_(k, n))
  : u *m v^T *m D^T = u *m (D *m v)^T.
Proof. by rewrite trmx_mul mulmxA. Qed.
Lemma outer_congr k m n (D : 'M[R]_(k, m)) (u : 'cV[R]_m) (v : 'cV[R]_n) l (E : 'M[R]_(l, n)) :
  D *m (u *m v^T) *m E^T = (D *m u) *m (E *m v)^T.
Proof. by rewrite trmx_mul !mulmxA. Qed.
Lemma dot_col_mx m n (a c : 'cV[R]_m) (b d : 'cV[R]_n) : dot (col_mx a b) (col_mx c d)
  = dot a c + dot b d.
Proof. by rewrite !dotE tr_col_mx mul_row_col mxE. Qed.
End Moves.

Section Definite.
Variables (R : realFieldType) (n : nat).
Implicit Types G P : 'M[R]_n.

Definition psd G := G^T = G /\ forall v : 'cV[R]_n, 0 <= dot v (G *m v).
Definition posdef G := G^T = G /\ forall v : 'cV[R]_n, v != 0 -> 0 < dot v (G *m v).

Lemma posdef_psd G : posdef G -> psd G.
Proof.
case=> s h; split=> // v; have [->|/h/ltW //] := eqVneq v 0.
by rewrite dot0l.
Qed.

Lemma kernel_vector m (A : 'M[R]_(m, n)) : (\rank A < n)%N ->
  exists2 v : 'cV[R]_n, v != 0 & A *m v = 0.
Proof.
move=> lt; have : kermx A^T != 0.
  by rewrite -mxrank_eq0 mxrank_ker mxrank_tr subn_eq0 -ltnNge.
case/rowV0Pn=> v /sub_kermxP h nz; exists v^T; first by rewrite -trmx_eq0 trmxK.
by rewrite -[A]trmxK -trmx_mul h trmx0.
Qed.

Lemma unit_of_kernel G : (forall v : 'cV[R]_n, G *m v = 0 -> v = 0) -> G \in unitmx.
Proof.
move=> h; rewrite -row_full_unit /row_full eqn_leq rank_leq_col leqNgt.
by apply/negP => /kernel_vector[v nz /h e]; rewrite e eqxx in nz.
Qed.

Lemma posdef_unit G : posdef G -> G \in unitmx.
Proof.
case=> _ h; apply: unit_of_kernel => v e; apply/eqP; apply: contraT => /h.
by rewrite e dot0r ltxx.
Qed.

Lemma psd_add G P : psd G -> psd P -> psd (G + P).
Proof.
case=> s h [s' h']; split=> [|v]; first by rewrite raddfD /= s s'.
by rewrite mulmxDl dotDr addr_ge0.
Qed.
Lemma posdef_add G P : posdef G -> psd P -> posdef (G + P).
Proof.
case=> s h [s' h']; split=> [|v nz]; first by rewrite raddfD /= s s'.
by rewrite mulmxDl dotDr ltr_paddr ?h.
Qed.
Lemma posdef1 : posdef 1%:M.
Proof. by split=> [|v nz]; rewrite ?trmx1 // mul1mx sqn_gt0. Qed.

Lemma inv_sym G : G^T = G -> (invmx G)^T = invmx G.
Proof. by rewrite trmx_inv => ->. Qed.
Lemma posdef_inv G : posdef G -> posdef (invmx G).
Proof.
move=> pd; have u := posdef_unit pd; case: pd => s h; split=> [|v nz]; first exact: inv_sym.
have := h (invmx G *m v); rewrite mulKVmx // dotC; apply; apply: contraNneq nz => e.
by rewrite -(mulKVmx u v) e mulmx0.
Qed.
Lemma diag_entry m (D : 'M[R]_(m, n)) G i : (D *m G *m D^T)
  i i = dot (row i D)^T (G *m (row i D)^T).
Proof. by rewrite dotE trmxK mulmxA -row_mul mxE [RHS]mxE; apply: eq_bigr => j _;
  rewrite [in RHS]mxE !mxE. Qed.
Lemma trace_psd m (D : 'M[R]_(m, n)) G : psd G -> 0 <= \tr (D *m G *m D^T).
Proof. by case=> _ h; apply: sumr_ge0 => i _; rewrite diag_entry. Qed.
Lemma trace_posdef m (D : 'M[R]_(m, n)) G : posdef G -> \tr (D *m G *m D^T) = 0 -> D = 0.
Proof.
move=> pd /eqP; rewrite psumr_eq0 => [/allP z|i _]; last first.
  by rewrite diag_entry; case: (posdef_psd pd).
apply/row_matrixP => i; rewrite row0; apply/eqP; rewrite -trmx_eq0; apply: contraT => nz.
case: pd => _ /(_ _ nz); have := z i (mem_index_enum i).
by rewrite /= diag_entry => /eqP ->; rewrite ltxx.
Qed.
End Definite.

Section Congruence.
Variable R : realFieldType.
Lemma psd_congr m n (B : 'M[R]_(m, n)) (G : 'M[R]_n) : psd G -> psd (B *m G *m B^T).
Proof.
case=> s h; split=> [|v]; first by rewrite !trmx_mul trmxK s mulmxA.
by rewrite -!mulmxA dot_mulmx; apply: h.
Qed.
End Congruence.

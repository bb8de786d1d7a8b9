(**************************************************************************************************)
(* N1-N4: the lemmas on signs of the ledger                                                       *)
(*   The theory uses its own forms of them where they are needed; here they stand as stated.      *)
(**************************************************************************************************)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq path div choice fintype.
From mathcomp Require Import ssrAC finfun tuple bigop finset order ssralg ssrnum zmodp matrix.
From mathcomp Require Import mxalgebra vector.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Signs.
Variable R : realFieldType.
Implicit Types (z e g h B q r s t k : R).

Theorem N1 z : (Num.max 0 z = z <-> 0 <= z) /\ (Num.max 0 z = 0 <-> z <= 0).
Proof. by split; split=> h; first [exact/max_idPr|exact/max_idPl]. Qed.

Theorem N2 e g h B : 0 < e -> `|g| <= B -> e * B < `|h| ->
  (0 < h -> 0 < h + e * g) /\ (h < 0 -> h + e * g < 0).
Proof.
move=> e0 gB lt; have {}lt : `|e * g| < `|h|.
  by apply: le_lt_trans lt; rewrite normrM gtr0_norm // ler_wpmul2l // ltW.
split=> h0; move: lt.
  by rewrite (gtr0_norm h0) ltr_norml -[0 < _]ltr_subl_addl sub0r => /andP[].
by rewrite (ltr0_norm h0) ltr_norml opprK -[_ + _ < 0]ltr_subr_addl sub0r => /andP[].
Qed.

Theorem N3 e q B r s : 0 < e -> q <= B -> e * B < r * s *+ 2 ->
  (e * r * - s) *+ 2 + e ^+ 2 * q < 0.
Proof.
move=> e0 qB lt; have -> : (e * r * - s) *+ 2 + e ^+ 2 * q = e * (e * q - r * s *+ 2).
  by rewrite mulrBr -[e * r * _]mulrA mulrN mulrN mulNrn mulrnAr expr2 -mulrA addrC.
rewrite pmulr_rlt0 // subr_lt0; apply: le_lt_trans lt.
by rewrite ler_wpmul2l // ltW.
Qed.

Theorem N4 t k r : 0 < t -> t * k < r *+ 2 -> t ^+ 2 * k - t * r *+ 2 < 0.
Proof.
move=> t0 lt; have -> : t ^+ 2 * k - t * r *+ 2 = t * (t * k - r *+ 2).
  by rewrite mulrBr mulrA -expr2 mulrnAr.
by rewrite pmulr_rlt0 // subr_lt0.
Qed.
End Signs.

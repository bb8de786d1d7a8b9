(**************************************************************************************************)
(* P3: truncation maps for every decision list, in M + Q - 1 dimensions                           *)
(*   code i, height s  == unit vectors and (2, .., 2); the sum of the entries                     *)
(*   padded z          == (z, 0)                                                                  *)
(**************************************************************************************************)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq path div choice fintype.
From mathcomp Require Import ssrAC finfun tuple bigop finset ssralg ssrnum zmodp matrix.
From mathcomp Require Import mxalgebra vector.
From Theory Require Import Basic Near Descent Network Cumulative Jacobian Collapse ZeroLoss Widths.
From Theory Require Import Cells Separable.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory order.Order.Theory.
Local Open Scope ring_scope.

(** P3: every decision list as truncation maps in M + q dimensions, q + 1 targets. *)
Section Codes.
Variables (R : realFieldType) (q : nat).
(* unit vectors, and (2, .., 2) *)
Definition code (i : 'I_q.+2) : 'cV[R]_q.+1 :=
  if unlift ord0 i is Some j then delta_mx j 0 else const_mx 2%:R.
Definition height (s : 'cV[R]_q.+1) := dot (const_mx 1) s.
Lemma height0 : height 0 = 0.
Proof. exact: dot0r. Qed.
Lemma height_code i : 0 < height (code i).
Proof.
rewrite /height /code; case: unliftP => [j _|_].
  rewrite /dot (bigD1 j) //= !mxE !eqxx mulr1 big1 ?addr0 ?ltr01 // => l ne.
  by rewrite !mxE (negbTE ne) mulr0.
rewrite /dot (bigD1 ord0) //= !mxE mul1r ltr_paddr ?ltr0n //; apply: sumr_ge0 => l _.
by rewrite !mxE mul1r ler0n.
Qed.
Lemma code_indep : aff_indep code.
Proof.
move=> a s0 e; have a0 j : a (fintype.lift ord0 j) = - (a ord0 *+ 2).
  have h1 : (a ord0 *: code ord0) j 0 = a ord0 *+ 2 by rewrite mxE /code unlift_none mxE mulr_natr.
  have h2 : (\sum_(i < q.+1) a (fintype.lift ord0 i) *: code (fintype.lift ord0 i)) j 0
      = a (fintype.lift ord0 j).
    rewrite summxE (bigD1 j) //= big1 ?addr0 => [|l ne].
      by rewrite mxE /code liftK mxE ?eqxx ?mulr1.
    rewrite mxE /code liftK mxE.
    by rewrite eq_sym (negbTE ne) mulr0.
  have := congr1 (fun v : 'cV[R]_q.+1 => v j 0) e; rewrite big_ord_recl mxE h1 h2 mxE => /eqP.
  by rewrite addrC addr_eq0 => /eqP.
have z : a ord0 = 0.
  move: s0; rewrite big_ord_recl (eq_bigr _ (fun j _ => a0 j)) sumr_const card_ord => /eqP.
  rewrite mulNrn -mulrnA mulnS addSn mulrS opprD addrA subrr sub0r oppr_eq0 mulrn_eq0 /=.
  by move/eqP.
by move=> i; case: (unliftP ord0 i) => [j|] ->; rewrite ?a0 z ?mul0rn ?oppr0.
Qed.
End Codes.

Section DeepForm.
Variables (R : realFieldType) (M q k K : nat) (T : finType).
Variables (x : T -> 'cV[R]_M) (cell : T -> nat) (f : nat -> 'cV[R]_M) (b : nat -> R).
Variables (g : nat -> 'I_q.+2) (y : 'I_q.+2 -> 'cV[R]_k).
Hypothesis cells : decision_list K x cell f b.
Hypotheses (f_neq0 : forall l, (l < K)%N -> f l != 0) (M_gt0 : (0 < M)%N).
Definition padded (z : 'cV[R]_M) : 'cV[R]_(M + q.+1) := col_mx z 0.

(* the last cell has a hyperplane too: all points are below it *)
Let f' l : 'cV[R]_M := if (l < K)%N then f l else const_mx 1.
Let b' l : R := if (l < K)%N then b l else 1 + \sum_t `|dot (const_mx 1) (x t)|.
Let f'_neq0 l : f' l != 0.
Proof.
rewrite /f'; case: ifP => [/f_neq0 //|_]; apply/eqP => /colP /(_ (Ordinal M_gt0)).
by rewrite !mxE => /eqP; rewrite oner_eq0.
Qed.
Let below t : dot (f' (cell t)) (x t) < b' (cell t).
Proof.
have [le _ h] := cells t; rewrite /f' /b'; case: ifP => [/h //|_].
rewrite (bigD1 t) //= addrA -[X in X < _]addr0; apply: ltr_le_add; last exact: sumr_ge0.
by rewrite addrC; apply: le_lt_trans (ler_norm _) _; rewrite ltr_addl.
Qed.
Let above t l : (l < cell t)%N -> b' l < dot (f' l) (x t).
Proof.
have [le h _] := cells t; move=> lt; have lK := leq_trans lt le.
by rewrite /f' /b' lK h.
Qed.

Notation s := (fun l => code R (g l)).
(* apexes and slopes, one cell after the other *)
Let apexes_exist n : exists (a : nat -> 'cV[R]_M) (C : nat -> R), forall l, (l < n)%N ->
  dot (f' l) (a l) + C l * height (s l) = b' l /\
  forall i, (i < l)%N -> b' l < dot (f' l) (a i) + C l * height (s i).
Proof.
elim: n => [|n [a [C h]]]; first by exists (fun=> 0), (fun=> 0).
pose r i := (b' n - dot (f' n) (a i)) / height (s i).
pose c := 1 + \sum_(i < n) `|r i|.
pose a' := ((b' n - c * height (s n)) / sqn (f' n)) *: f' n.
exists (fun l => if l == n then a' else a l), (fun l => if l == n then c else C l) => l.
rewrite ltnS leq_eqVlt => /orP[/eqP -> {l}|lt]; last first.
  have [h1 h2] := h l lt; rewrite (ltn_eqF lt); split=> // i il.
  by rewrite (ltn_eqF (ltn_trans il lt)); apply: h2.
rewrite eqxx; split=> [|i lt].
  by rewrite dotZr divfK ?subrK // sqn_eq0 f'_neq0.
rewrite (ltn_eqF lt) -ltr_subl_addl -ltr_pdivr_mulr ?height_code //.
apply: le_lt_trans (ler_norm _) _; rewrite -/(r i) /c (bigD1 (Ordinal lt)) //= addrCA ltr_addl.
by rewrite ltr_paddr ?ltr01 // sumr_ge0.
Qed.

Theorem P3 : exists (th : params R K.+1 (M + q.+1) k) (p : nat -> 'cV[R]_(M + q.+1)),
  [/\ regular th,
      forall t l, (l <= K.+1)%N -> truncated th (padded (x t)) l =
        if (cell t < l)%N then p (cell t) else padded (x t),
      forall t l i, (l < K.+1)%N -> pre th (padded (x t)) l i 0 != 0
    & forall t, out th (padded (x t)) = y (g (cell t))].
Proof.
have [a [C h]] := apexes_exist K.+1.
pose p l := col_mx (a l) (s l); pose n l : 'cV[R]_(M + q.+1) := col_mx (f' l) (const_mx (C l)).
have np l z u : dot (n l) (col_mx z u) = dot (f' l) z + C l * height u.
  by rewrite dot_col_mx /height -dotZl scalemx_const mulr1.
have cellK t : (cell t < K.+1)%N by have [] := cells t.
pose cl t : 'I_K.+1 := Ordinal (cellK t).
have sep : sequential cl (fun t => padded (x t)) val K.+1 n p.
  split=> [t l _ ->|t l lt lc|l i lt il]; rewrite dotBr /padded !np ?subr_lt0 ?subr_gt0.
  - by rewrite (h _ (ltn_ord _)).1 height0 mulr0 addr0 below.
  - by rewrite (h _ lt).1 height0 mulr0 addr0 above.
  by rewrite (h _ lt).1; apply: (h l lt).2.
have [A [c e]] := interpolate y (@code_indep R q).
have [|th0 [rg ap _ _]] := region_inhabited sep (leqnn _) _ (0 : 'M_(K.+1, _)) 0.
  by move=> j; left; apply: ltn_ord.
have [th [r ep et eA ec]] := transfer (row_mx 0 A) c rg.1.
exists th, p; split=> [//|t l lt|t l i lt|t].
- rewrite et (region_truncated (cl := cl) (x := fun t => padded (x t)) t rg lt) /=.
  by case: ifP => // lc; rewrite ap.
- by rewrite ep; have := rg.2 t l i lt; case: ifP => _; [move/lt_eqF ->|move/gt_eqF ->].
rewrite L1_output // et (region_truncated (cl := cl) (x := fun t => padded (x t)) t rg) //=.
by rewrite cellK ap // eA ec mul_row_col mul0mx add0r e.
Qed.
End DeepForm.

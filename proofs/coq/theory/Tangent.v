(**************************************************************************************************)
(* T4: the kernel of the Jacobian is the tangent space of the zero set                            *)
(*   inverse_bound == the inverses of the matrices close to an invertible one are bounded         *)
(*   T4_tangent    == every small h in the kernel is corrected by O(|h|^2) to stay in the zero    *)
(*                    set, and every small h that stays in it is in the kernel up to O(|h|^2)     *)
(**************************************************************************************************)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq path div choice fintype.
From mathcomp Require Import ssrAC finfun tuple bigop finset ssralg ssrnum zmodp matrix.
From mathcomp Require Import mxalgebra vector.
From Theory Require Import Basic Near Readout Descent Moments Network Jacobian.
From Theory Require Import Manifold.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory order.Order.Theory.
Local Open Scope ring_scope.

Section Bounds.
Variable R : realFieldType.
Lemma mle_mul m n p a c (A : 'M[R]_(m, n)) (B : 'M[R]_(n, p)) : mle a A -> mle c B ->
  mle (n%:R * (a * c)) (A *m B).
Proof.
move=> hA hB i j; rewrite mxE; apply: le_trans (ler_norm_sum _ _ _) _.
have -> : n%:R * (a * c) = \sum_(r < n) a * c by rewrite sumr_const card_ord mulr_natl.
by apply: ler_sum => r _; rewrite normrM ler_pmul.
Qed.

Lemma inverse_bound n (A : 'M[R]_n) : A \in unitmx -> exists C d, [/\ 0 <= C, 0 < d &
  forall B, mclose d A B -> B \in unitmx /\ mle C (invmx B)].
Proof.
move=> uA; have [d1 d10 h1] := unit_open uA.
have m0 := mbound_gt0 (invmx A); pose a : R := n.+1%:R^-1.
have a0 : 0 < a by rewrite invr_gt0 ltr0n.
pose e : R := (mbound (invmx A))^-1 * (a * a).
have e0 : 0 < e by rewrite !mulr_gt0 // invr_gt0.
exists ((n.+1)%:R * (n%:R * mbound (invmx A))), (Num.min d1 e); split.
- by rewrite !mulr_ge0 ?ler0n // ltW.
- by rewrite lt_minr d10.
move=> B near; have uB : B \in unitmx by apply: h1; apply: mclose_le near; rewrite le_minl lexx.
split=> // i j; set V := invmx B; pose s := \sum_k `|V k j|.
have hN : mle (n.+1%:R^-1) (invmx A *m (A - B)).
  move=> k l; have hA : mle (mbound (invmx A)) (invmx A) by move=> r c; apply/ltW/mboundP.
  have hD : mle e (A - B).
    by move=> r c; rewrite !mxE; apply/ltW/(mclose_le _ near); rewrite le_minl lexx orbT.
  apply: le_trans (mle_mul hA hD k l) _; rewrite /e mulVKf ?gt_eqF // mulrA ler_pimull ?(ltW a0) //.
  by rewrite ler_pdivr_mulr ?ltr0n // mul1r ler_nat.
have eV : V = invmx A + invmx A *m (A - B) *m V.
  by rewrite mulmxBr mulVmx // mulmxBl mul1mx mulmxK // addrC subrK.
have step k : `|V k j| <= mbound (invmx A) + n.+1%:R^-1 * s.
  rewrite {1}eV [X in `|X|]mxE; apply: le_trans (ler_norm_add _ _) _; apply: ler_add.
    exact/ltW/mboundP.
  rewrite [X in `|X|]mxE mulr_sumr; apply: le_trans (ler_norm_sum _ _ _) _; apply: ler_sum => l _.
  by rewrite normrM ler_wpmul2r.
have le_s : `|V i j| <= s.
  by rewrite /s (bigD1 i) //= ler_addl sumr_ge0.
apply: le_trans le_s _.
have : s <= \sum_(k < n) (mbound (invmx A) + n.+1%:R^-1 * s) by apply: ler_sum.
rewrite sumr_const card_ord -[X in _ <= X]mulr_natl mulrDr -ler_subl_addr.
have -> : s - n%:R * (n.+1%:R^-1 * s) = n.+1%:R^-1 * s.
  rewrite mulrA -{1}[s]mul1r -mulrBl; congr (_ * _).
  by rewrite -{1}(mulfV (_ : n.+1%:R != 0 :> R)) ?pnatr_eq0 // -mulrBl -natrB // subSnn mul1r.
by rewrite mulrC ler_pdivr_mulr ?ltr0n // mulrC.
Qed.
End Bounds.

Section Tangent.
Variables (R : realFieldType) (L M Q : nat) (T : finType) (w : T -> R).
Variables (cl : T -> 'I_Q) (x : T -> 'cV[R]_M) (y : 'I_Q -> 'cV[R]_Q) (lay : 'I_Q -> nat).
Hypotheses (w_gt0 : forall t, 0 < w t) (nonempty : forall j, exists t, cl t = j).
Hypothesis gathered : forall j, collapsed L lay j.
Variable th : params R L M Q.
Hypotheses (rg : region cl x lay th) (indep : aff_indep (apexes lay th)).
Hypothesis zero : wcost w cl x y th = 0.

Lemma wcost_fit (th' : params R L M Q) : wcost w cl x y th' = 0 -> forall t,
  out th' (x t) = y (cl t).
Proof. by rewrite wcost_eq0. Qed.
Lemma strict_region t l i : (l < L)%N -> pre th (x t) l i 0 != 0.
Proof.
have [_ sg] := rg => lt; have := sg t l i lt.
by case: ifP => _; [move/lt_eqF ->|move/gt_eqF ->].
Qed.

(* one constant for all points *)
Lemma common_remainder : exists C d0, [/\ 0 <= C, 0 < d0, d0 <= 1 & forall h d, 0 <= d -> d <= d0 ->
  size_le d h -> forall t, mle (C * d ^+ 2) (out (th + h) (x t) - out th (x t) - dout th h (x t))].
Proof.
suff [C [d0 [C0 d00 le1 h]]] : exists C d0, [/\ 0 <= C, 0 < d0, d0 <= 1 & forall h d, 0 <= d ->
    d <= d0 -> size_le d h -> forall t, t \in enum T ->
    mle (C * d ^+ 2) (out (th + h) (x t) - out th (x t) - dout th h (x t))].
  by exists C, d0; split=> // k d dd l s t; apply: h; rewrite ?mem_enum.
elim: (enum T) => [|t s [C [d0 [C0 d00 le1 h]]]]; first by exists 0, 1.
have [C' [d0' [C0' d00' le1' h']]] := derivative (strict_region t).
exists (C + C'), (Num.min d0 d0'); split=> [|||k d dd].
- exact: addr_ge0.
- by rewrite lt_minr d00.
- by rewrite le_minl le1.
rewrite le_minr => /andP[l l'] sz t'; rewrite inE mulrDl => /orP[/eqP ->|ts] i j.
  by apply: le_trans (h' _ _ dd l' sz i j) _; rewrite ler_addr mulr_ge0 // exprn_ge0.
by apply: le_trans (h _ _ dd l sz _ ts i j) _; rewrite ler_addl mulr_ge0 // exprn_ge0.
Qed.

Theorem tangent_out : exists C d0, [/\ 0 <= C, 0 < d0 & forall h d, 0 <= d -> d <= d0 ->
  size_le d h -> wcost w cl x y (th + h) = 0 -> forall t, mle (C * d ^+ 2) (dout th h (x t))].
Proof.
have [C [d0 [C0 d00 _ hr]]] := common_remainder; exists C, d0; split=> // h d dd l s z t i j.
have := hr h d dd l s t i j.
by rewrite (wcost_fit z) (wcost_fit zero) subrr sub0r mxE normrN.
Qed.

(* to land on the targets it is enough to correct as many columns of the output layer *)
Lemma readout_step th1 rep (s : 'I_Q -> 'I_(M + 1)) : (forall j, cl (rep j) = j) ->
  region cl x lay th1 -> injective s -> rowsub s (last_layer x rep th1) \in unitmx ->
  exists2 k : params R L M Q, k.1 = 0 /\ output_layer k =
    (columns y - output_layer th1 *m last_layer x rep th1) *m
      invmx (rowsub s (last_layer x rep th1)) *m (\matrix_(a, l) (s a == l)%:R)
  & wcost w cl x y (th1 + k) = 0.
Proof.
move=> repE rg1 inj uS; set P := \matrix_(_, _) _; set E := _ *m P.
exists (0, (lsubmx E, rsubmx E)); first by split=> //; apply: hsubmxK.
pose Ac := th1.2 + (lsubmx E, rsubmx E).
have -> : th1 + (0, (lsubmx E, rsubmx E)) = (th1.1, Ac) := congr1 (fun u => (u, Ac)) (addr0 _).
have PH : P *m last_layer x rep th1 = rowsub s (last_layer x rep th1).
  apply/matrixP => a c; rewrite [LHS]mxE [RHS]mxE (bigD1 (s a)) //= big1 ?addr0 => [|l nl].
    by rewrite [P _ _]mxE eqxx mul1r.
  by rewrite [P _ _]mxE eq_sym (negbTE nl) mul0r.
apply/wcost_eq0 => //; have rgA := region_hidden Ac rg1.
apply/(fits_columns y repE _ gathered rgA) => [t t' -> //|].
have -> : last_layer x rep (th1.1, Ac) = last_layer x rep th1.
  by apply/matrixP => a c; rewrite [LHS]mxE [RHS]mxE state_hidden.
have -> : output_layer (th1.1, Ac) = output_layer th1 + E.
  by rewrite -[E]hsubmxK; apply/esym/add_row_mx.
by rewrite mulmxDl -mulmxA PH mulmxKV // addrC subrK.
Qed.

Theorem tangent_in : exists C d0, [/\ 0 <= C, 0 < d0 & forall h d, 0 <= d -> d <= d0 ->
  size_le d h -> (forall t, dout th h (x t) = 0) ->
  exists2 k, size_le (C * d ^+ 2) k & wcost w cl x y (th + h + k) = 0].
Proof.
have ne j : exists t, cl t == j by have [t <-] := nonempty j; exists t.
pose rep j := xchoose (ne j); have repE j : cl (rep j) = j by apply/eqP/(xchooseP (ne j)).
have ind' : aff_indep (fun j => apexes lay th (cl (rep j))).
  by move=> a a0 e; apply: indep a0 _; rewrite -[RHS]e; apply: eq_bigr => j _; rewrite repE.
have full := last_full gathered rg ind'.
pose s := fullrankfun full; have inj : injective s := @fullrankfun_inj _ _ _ _ full.
have [C2 [e [C20 e0 hV]]] := inverse_bound (fullrowsub_unit full).
have [C1 [d1 [C10 d10 d11 hr]]] := common_remainder.
have [d2 d20 h2] := region_open rg.
have [d3 d30 h3] : exists2 d, 0 < d & forall th', close d th th' -> forall i,
    mclose e (state th (x (rep i)) L) (state th' (x (rep i)) L).
  by apply: (common_delta (@close_le _ _ _ _ th)) => j; apply: state_cont.
pose C : R := Q%:R * ((Q%:R * (C1 * C2)) * 1).
have C0 : 0 <= C by rewrite !mulr_ge0 ?ler0n.
pose d0 := Num.min d1 (Num.min (d2 / 2%:R) (d3 / 2%:R)).
exists C, d0; split=> // [|h d dd]; first by rewrite !lt_minr d10 !divr_gt0 ?ltr0n.
rewrite !le_minr => /and3P[l1 l2 l3] sz ker; have bD0 := hr h d dd l1 sz.
have half (a : R) : 0 < a -> a / 2%:R < a.
  by move=> a0; rewrite ltr_pdivr_mulr ?ltr0n // mulr_natr mulr2n ltr_addl.
have rg1 := h2 _ (size_close th (le_lt_trans l2 (half _ d20)) sz).
have near := h3 _ (size_close th (le_lt_trans l3 (half _ d30)) sz).
move: (th + h) rg1 near bD0 => th1 rg1 near bD0.
have [uS boundS] : rowsub s (last_layer x rep th1) \in unitmx /\
    mle C2 (invmx (rowsub s (last_layer x rep th1))).
  apply: hV => k j; rewrite !mxE; case: splitP => [i _|i _]; first exact: near.
  by rewrite subrr normr0.
have [k [k1 kE] z] := readout_step repE rg1 inj uS; exists k => //.
have bD : mle (C1 * d ^+ 2) (columns y - output_layer th1 *m last_layer x rep th1).
  move=> i j; rewrite output_columns; have := bD0 (rep j) i 0.
  by rewrite ker subr0 (wcost_fit zero) repE !mxE distrC.
have bk : mle (C * d ^+ 2) (output_layer k).
  move=> i j; rewrite kE; have bP : mle 1 (\matrix_(a, l) (s a == l)%:R : 'M[R]_(Q, M + 1)).
    by move=> a l; rewrite mxE; case: eqP => _; rewrite ?normr1 ?normr0 ?ler01.
  apply: le_trans (mle_mul (mle_mul bD boundS) bP i j) _.
  rewrite le_eqVlt /C; move: (d ^+ 2) => q; apply/orP; left.
  by rewrite !mulr1 [C1 * q * C2]mulrAC !mulrA eqxx.
have b0 m n : mle (C * d ^+ 2) (0 : 'M[R]_(m, n)).
  by move=> i j; rewrite mxE normr0 mulr_ge0 // exprn_ge0.
split=> [i|i|i j|i j]; try by rewrite k1 ffunE; apply: b0.
  by have := bk i (lshift 1 j); rewrite row_mxEl.
by have := bk i (rshift M j); rewrite row_mxEr.
Qed.
Theorem T4_tangent : exists C d0, [/\ 0 <= C, 0 < d0 & forall h d, 0 <= d -> d <= d0 ->
  size_le d h ->
  (h \in lker (J th x) -> exists2 k, size_le (C * d ^+ 2) k & wcost w cl x y (th + h + k) = 0) /\
  (wcost w cl x y (th + h) = 0 -> forall t, mle (C * d ^+ 2) (dout th h (x t)))].
Proof.
have [C1 [d1 [C10 d10 h1]]] := tangent_in; have [C2 [d2 [C20 d20 h2]]] := tangent_out.
have up (a c q r : R) : a <= c -> 0 <= q -> r <= a * q -> r <= c * q.
  by move=> ac q0 le; apply: le_trans le _; apply: ler_wpmul2r.
have l1 : C1 <= C1 + C2 by rewrite ler_addl.
have l2 : C2 <= C1 + C2 by rewrite ler_addr.
exists (C1 + C2), (Num.min d1 d2); split; [exact: addr_ge0|by rewrite lt_minr d10|].
move=> h d dd; rewrite le_minr => /andP[le1 le2] sz; have q0 := exprn_ge0 2 dd.
split=> [|z t i j]; last by apply: up l2 q0 _; apply: h2.
move=> ker; have [k sk e] := h1 h d dd le1 sz (J_kernel ker).
exists k => //; apply: size_mono sk; exact: up l1 q0 (lexx _).
Qed.
End Tangent.

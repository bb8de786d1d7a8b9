(**************************************************************************************************)
(* N1-N4: signs and small numbers, close matrices, continuity at one point                        *)
(*   same_gt0, ..   == numbers of the same sign; keep_gt0, .. == if the second is not 0           *)
(*   No topology: over an ordered field 'a small positive number' is enough.                      *)
(*   small          == there is s with 0 < s < eps and s * b < a                                  *)
(*   mclose e A B   == all entries of A and B differ by less than e                               *)
(*   mbound A       == a number above the absolute value of every entry of A                      *)
(*   cont ball f0 f == f z is close to f0 when z is in a small ball                               *)
(*   cont_sign      == entries that are not 0 keep their signs close by                           *)
(*   common_delta   == finitely many conditions that hold close by hold together close by         *)
(*   mle d A        == all entries of A are at most d in absolute value                           *)
(*   bigO size k f  == f a = O(d^k) for a of size at most d                                       *)
(*   unit_open      == matrices close to an invertible one are invertible                         *)
(*   The theory uses its own forms of them where they are needed; here they stand as stated.      *)
(**************************************************************************************************)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq path div choice fintype.
From mathcomp Require Import ssrAC finfun tuple bigop finset ssralg ssrnum zmodp matrix.
From mathcomp Require Import mxalgebra vector.
From Theory Require Import Basic.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory order.Order.Theory.
Local Open Scope ring_scope.

Section Near.
Variable R : realFieldType.

Lemma small (a b eps : R) : 0 < a -> 0 < eps -> exists s, [/\ 0 < s, s < eps & s * b < a].
Proof.
move=> a0 e0; have k0 : 0 < `|b| + 1 by rewrite ltr_paddl.
exists (Num.min (eps / 2%:R) (a / (`|b| + 1))); split.
- by rewrite lt_minr !divr_gt0 // ltr0n.
- by rewrite lt_minl ltr_pdivr_mulr ?ltr0n // mulr_natr mulr2n ltr_addl e0.
apply: le_lt_trans (_ : a / (`|b| + 1) * `|b| < a); last first.
  by rewrite mulrAC ltr_pdivr_mulr // ltr_pmul2l // ltr_addl.
apply: (@le_trans _ _ (Num.min (eps / 2%:R) (a / (`|b| + 1)) * `|b|)).
  by rewrite ler_wpmul2l ?ler_norm // le_minr !divr_ge0 // ?ler0n // ltW.
by rewrite ler_wpmul2r // le_minl lexx orbT.
Qed.

Lemma same_gt0 (a b : R) : Num.sg a = Num.sg b -> (0 < a) = (0 < b).
Proof. by rewrite -sgr_gt0 => ->; rewrite sgr_gt0. Qed.
Lemma same_lt0 (a b : R) : Num.sg a = Num.sg b -> (a < 0) = (b < 0).
Proof. by rewrite -sgr_lt0 => ->; rewrite sgr_lt0. Qed.
Lemma keep_gt0 (a b : R) : (b != 0 -> Num.sg a = Num.sg b) -> 0 < b -> 0 < a.
Proof. by move=> e pos; rewrite (same_gt0 (e _)) // gt_eqF. Qed.
Lemma keep_lt0 (a b : R) : (b != 0 -> Num.sg a = Num.sg b) -> b < 0 -> a < 0.
Proof. by move=> e neg; rewrite (same_lt0 (e _)) // lt_eqF. Qed.

Definition mclose m n (eps : R) (A B : 'M[R]_(m, n)) := forall i j, `|A i j - B i j| < eps.

Lemma mclose_refl m n eps (A : 'M[R]_(m, n)) : 0 < eps -> mclose eps A A.
Proof. by move=> e i j; rewrite subrr normr0. Qed.
Lemma mclose_le m n d e (A B : 'M[R]_(m, n)) : d <= e -> mclose d A B -> mclose e A B.
Proof. by move=> le h i j; apply: lt_le_trans (h i j) le. Qed.

Definition mbound m n (D : 'M[R]_(m, n)) : R := 1 + \sum_i \sum_j `|D i j|.
Lemma mbound_gt0 m n (D : 'M[R]_(m, n)) : 0 < mbound D.
Proof. by rewrite ltr_paddr // sumr_ge0 // => i _; rewrite sumr_ge0. Qed.
Lemma mboundP m n (D : 'M[R]_(m, n)) i j : `|D i j| < mbound D.
Proof.
rewrite ltr_spaddl // (bigD1 i) //= (bigD1 j) //= -addrA ler_addl.
by rewrite addr_ge0 // sumr_ge0 // => k _; rewrite ?sumr_ge0.
Qed.

Lemma scale_close m n (D : 'M[R]_(m, n)) eps : 0 < eps ->
  exists2 d, 0 < d & forall s, `|s| < d -> forall A, mclose eps A (A + s *: D).
Proof.
move=> e0; exists (eps / mbound D) => [|s lt A i j]; first by rewrite divr_gt0 ?mbound_gt0.
rewrite !mxE opprD addrA subrr sub0r normrN normrM.
apply: le_lt_trans (_ : `|s| * mbound D < _); first by rewrite ler_wpmul2l // ltW // mboundP.
by rewrite -ltr_pdivl_mulr ?mbound_gt0.
Qed.
End Near.

(** Continuity at one point, over any ordered field: no topology needed. `ball d z` reads: z is
  d-close to the point. *)
Section Continuity.
Variables (R : realFieldType) (X : Type) (ball : R -> X -> Prop).
Hypothesis ball_le : forall d e z, d <= e -> ball d z -> ball e z.

Definition cont m n (f0 : 'M[R]_(m, n)) (f : X -> 'M[R]_(m, n)) :=
  forall eps, 0 < eps -> exists2 d, 0 < d & forall z, ball d z -> mclose eps f0 (f z).

Lemma cont_const m n (A : 'M[R]_(m, n)) : cont A (fun _ => A).
Proof. by move=> e e0; exists 1 => // z _; apply: mclose_refl. Qed.

Lemma cont_opp m n (f0 : 'M[R]_(m, n)) f : cont f0 f -> cont (- f0) (fun z => - f z).
Proof.
move=> h e /h[d d0 {}h]; exists d => // z /h {}h i j.
by rewrite !mxE opprK addrC distrC.
Qed.

Lemma cont_add m n (f0 g0 : 'M[R]_(m, n)) f g : cont f0 f -> cont g0 g ->
  cont (f0 + g0) (fun z => f z + g z).
Proof.
move=> hf hg e e0; have e2 : 0 < e / 2%:R by rewrite divr_gt0 ?ltr0n.
have [d d0 {}hf] := hf _ e2; have [d' d0' {}hg] := hg _ e2.
exists (Num.min d d') => [|z bz i j]; first by rewrite lt_minr d0.
rewrite !mxE opprD addrACA (splitr e); apply: le_lt_trans (ler_norm_add _ _) _.
by apply: ltr_add; [apply: hf|apply: hg]; apply: ball_le bz; rewrite le_minl lexx ?orbT.
Qed.

Lemma cont_mul m n k (f0 : 'M[R]_(m, n)) (g0 : 'M[R]_(n, k)) f g :
  cont f0 f -> cont g0 g -> cont (f0 *m g0) (fun z => f z *m g z).
Proof.
move=> hf hg e e0.
have [s [s0 s1 sb]] := small (n%:R * (mbound f0 + (mbound g0 + 1))) e0 (ltr01 : 0 < 1 :> R).
have [d d0 {}hf] := hf _ s0; have [d' d0' {}hg] := hg _ s0.
exists (Num.min d d') => [|z bz i j]; first by rewrite lt_minr d0.
have {}hf : mclose s f0 (f z) by apply: hf; apply: ball_le bz; rewrite le_minl lexx.
have {}hg : mclose s g0 (g z) by apply: hg; apply: ball_le bz; rewrite le_minl lexx orbT.
rewrite !mxE -sumrB; apply: le_lt_trans sb; apply: le_trans (ler_norm_sum _ _ _) _.
have -> : s * (n%:R * (mbound f0 + (mbound g0 + 1))) = \sum_(l < n)
  s * (mbound f0 + (mbound g0 + 1)).
  by rewrite sumr_const card_ord mulrCA mulr_natl.
apply: ler_sum => l _.
have -> : f0 i l * g0 l j - f z i l * g z l j = f0 i l * (g0 l j - g z l j) + (f0 i l - f z i l)
  * g z l j.
  by rewrite mulrBr mulrBl addrA subrK.
apply: le_trans (ler_norm_add _ _) _; rewrite !normrM mulrDr; apply: ler_add.
  by rewrite mulrC; apply: ler_pmul => //; apply: ltW; [apply: hg|apply: mboundP].
apply: ler_pmul => //; first by apply: ltW; apply: hf.
have -> : g z l j = g0 l j - (g0 l j - g z l j) by rewrite opprB addrCA subrr addr0.
apply: le_trans (ler_norm_sub _ _) _; apply: ler_add; first by apply: ltW; apply: mboundP.
by apply: le_trans (ltW (hg _ _)) (ltW s1).
Qed.

Lemma common_delta (J : finType) (P : J -> X -> Prop) :
  (forall j, exists2 d, 0 < d & forall z, ball d z -> P j z) ->
  exists2 d, 0 < d & forall z, ball d z -> forall j, P j z.
Proof.
move=> h; suff [d d0 hd] : exists2 d, 0 < d & forall z, ball d z -> forall j, j \in enum J -> P j z.
  by exists d => // z /hd {}hd j; apply: hd; rewrite mem_enum.
elim: (enum J) => [|j s [d d0 hd]]; first by exists 1.
have [d' d0' hd'] := h j; exists (Num.min d d') => [|z bz i]; first by rewrite lt_minr d0.
rewrite inE => /orP[/eqP ->|i_s].
  by apply: hd'; apply: ball_le bz; rewrite le_minl lexx orbT.
by apply: hd i_s; apply: ball_le bz; rewrite le_minl lexx.
Qed.
Lemma cont_sign n (f0 : 'cV[R]_n) f : cont f0 f -> exists2 d, 0 < d &
  forall a, ball d a -> forall i, f0 i 0 != 0 -> Num.sg (f a i 0) = Num.sg (f0 i 0).
Proof.
move=> hf; apply: common_delta => i; case: (ltgtP (f0 i 0) 0) => [neg|pos|z]; last first.
- by exists 1.
- have [d d0 h] := hf _ pos; exists d => // a /h /(_ i 0); rewrite ltr_norml => /andP[_].
  by rewrite ltr_subl_addr ltr_addl => pos' _; rewrite !gtr0_sg.
have n' : 0 < - f0 i 0 by rewrite oppr_gt0.
have [d d0 h] := hf _ n'; exists d => // a /h /(_ i 0); rewrite ltr_norml opprK => /andP[].
by rewrite ltr_subr_addr gtr_addl => neg' _ _; rewrite !ltr0_sg.
Qed.
End Continuity.

(** f a = O(d^k) for all a of size at most d, as d tends to 0. *)
Section Landau.
Variables (R : realFieldType) (X : Type) (size : R -> X -> Prop).

Definition mle m n (d : R) (A : 'M[R]_(m, n)) := forall i j, `|A i j| <= d.
Lemma mle_le m n d e (A : 'M[R]_(m, n)) : d <= e -> mle d A -> mle e A.
Proof. by move=> le s i j; apply: le_trans (s i j) le. Qed.
Lemma mle_close m n d e (A H : 'M[R]_(m, n)) : d < e -> mle d H -> mclose e A (A + H).
Proof. by move=> lt s i j; rewrite mxE opprD addrA subrr sub0r normrN (le_lt_trans (s i j)). Qed.
Definition bigO k m n (f : X -> 'M[R]_(m, n)) := exists C d0,
  [/\ 0 <= C, 0 < d0, d0 <= 1 & forall h d, 0 <= d -> d <= d0 -> size d h ->
    mle (C * d ^+ k) (f h)].

Lemma O_ext k m n (f g : X -> 'M[R]_(m, n)) d1 : 0 < d1 ->
  (forall h d, 0 <= d -> d <= d1 -> size d h -> f h = g h) -> bigO k g -> bigO k f.
Proof.
move=> d10 e [C [d0 [C0 d00 le1 h]]]; exists C, (Num.min d0 d1); split=> // [||a d dd].
- by rewrite lt_minr d00.
- by rewrite le_minl le1.
by rewrite le_minr => /andP[l0 l1] s; rewrite (e a d) //; apply: h.
Qed.
Lemma O_eq k m n (f g : X -> 'M[R]_(m, n)) : (forall h, f h = g h) -> bigO k g -> bigO k f.
Proof. by move=> e; apply: (@O_ext _ _ _ _ _ 1). Qed.

Lemma O_const m n (A : 'M[R]_(m, n)) : bigO 0 (fun _ => A).
Proof.
exists (mbound A), 1; split=> // [|h d _ _ _ i j]; first exact/ltW/mbound_gt0.
by rewrite mulr1 ltW // mboundP.
Qed.
Lemma O_zero k m n : bigO k (fun _ => 0 : 'M[R]_(m, n)).
Proof. by exists 0, 1; split=> // h d _ _ _ i j; rewrite mxE normr0 mul0r. Qed.

Lemma O_weak k m n (f : X -> 'M[R]_(m, n)) : bigO k.+1 f -> bigO k f.
Proof.
move=> [C [d0 [C0 d00 le1 h]]]; exists C, d0; split=> // a d dd l s i j.
apply: le_trans (h a d dd l s i j) _; rewrite ler_wpmul2l // exprS ler_pimull ?exprn_ge0 //.
exact: le_trans l le1.
Qed.

Lemma O_add k m n (f g : X -> 'M[R]_(m, n)) : bigO k f -> bigO k g ->
  bigO k (fun h => f h + g h).
Proof.
move=> [C [d0 [C0 d00 le1 h]]] [C' [d0' [C0' d00' le1' h']]].
exists (C + C'), (Num.min d0 d0'); split=> [|||a d dd].
- exact: addr_ge0.
- by rewrite lt_minr d00.
- by rewrite le_minl le1.
rewrite le_minr => /andP[l l'] s i j; rewrite mxE mulrDl.
by apply: le_trans (ler_norm_add _ _) (ler_add _ _); [apply: h|apply: h'].
Qed.

Lemma O_mul k l m n p (f : X -> 'M[R]_(m, n)) (g : X -> 'M[R]_(n, p)) :
  bigO k f -> bigO l g -> bigO (k + l) (fun h => f h *m g h).
Proof.
move=> [C [d0 [C0 d00 le1 h]]] [C' [d0' [C0' d00' le1' h']]].
exists (n%:R * (C * C')), (Num.min d0 d0'); split=> [|||a d dd].
- by rewrite !mulr_ge0 // ler0n.
- by rewrite lt_minr d00.
- by rewrite le_minl le1.
rewrite le_minr => /andP[l1 l2] s i j; rewrite mxE; apply: le_trans (ler_norm_sum _ _ _) _.
have -> : n%:R * (C * C') * d ^+ (k + l) = \sum_(r < n) (C * d ^+ k) * (C' * d ^+ l).
  by rewrite sumr_const card_ord -[RHS]mulr_natl exprD -mulrA [C * C' * _]mulrACA.
apply: ler_sum => r _; rewrite normrM; apply: ler_pmul => //; [exact: h|exact: h'].
Qed.
(* what a product with both factors moved leaves behind its tangent *)
Lemma O_product m n p (A : 'M[R]_(m, n)) (H : X -> 'M[R]_(m, n)) (r ds : X -> 'M[R]_(n, p)) :
  bigO 1 H -> bigO 2 r -> bigO 1 ds -> bigO 2 (fun h => (A + H h) *m r h + H h *m ds h).
Proof.
move=> H1 r2 d1; apply: O_add (O_mul H1 d1).
by apply: (O_mul (k := 0) (l := 2)) r2; apply: O_add (O_const A) (O_weak H1).
Qed.

Lemma O_size m n (f : X -> 'M[R]_(m, n)) :
  (forall d h, 0 <= d -> size d h -> mle d (f h)) -> bigO 1 f.
Proof. by move=> s; exists 1, 1; split=> // h d d0 _; rewrite mul1r; apply: s. Qed.
Lemma O_cont m n (f0 : 'M[R]_(m, n)) f : bigO 1 (fun h => f h - f0) -> cont size f0 f.
Proof.
move=> [C [d0 [C0 d00 _ h]]] e e0; have [s [s0 lt sC]] := small C e0 d00.
exists s => // a sz i j; have := h a s (ltW s0) (ltW lt) sz i j.
by rewrite !mxE distrC expr1 mulrC => /le_lt_trans ->.
Qed.
End Landau.

(** Invertibility is an open condition; no determinant, no norm theorem. *)
Section UnitOpen.
Variables (R : realFieldType) (n : nat).
Lemma unit_open (A : 'M[R]_n) : A \in unitmx -> exists2 d, 0 < d & forall B, mclose d A B ->
  B \in unitmx.
Proof.
move=> uA; have ble (d e : R) (B : 'M[R]_n) : d <= e -> mclose d A B ->
  mclose e A B by exact: mclose_le.
have id : cont (fun d => mclose d A) A (fun B : 'M[R]_n => B) by move=> e e0; exists e.
have cf : cont (fun d => mclose d A) (invmx A *m (A - A)) (fun B : 'M[R]_n => invmx A *m (A - B)).
  by apply: (cont_mul ble); [exact: cont_const|apply: (cont_add ble);
    [exact: cont_const|exact: cont_opp]].
have e0 : 0 < (n.+1)%:R^-1 :> R by rewrite invr_gt0 ltr0n.
have [d d0 h] := cf _ e0; exists d => // B cl; apply: unit_of_kernel => v Bv.
pose N := invmx A *m (A - B); have Nv : N *m v = v by rewrite -mulmxA mulmxBl Bv subr0 mulKmx.
have small_N i j : `|N i j| <= (n.+1)%:R^-1.
  by have := h B cl i j; rewrite subrr mulmx0 mxE sub0r normrN => /ltW.
pose s := \sum_i `|v i 0|.
have bound i : `|v i 0| <= (n.+1)%:R^-1 * s.
  rewrite -{1}Nv mxE mulr_sumr; apply: le_trans (ler_norm_sum _ _ _) _; apply: ler_sum => j _.
  by rewrite normrM ler_wpmul2r.
have s0 : 0 <= s by apply: sumr_ge0.
have le : s <= n%:R * ((n.+1)%:R^-1 * s).
  have -> : n%:R * ((n.+1)%:R^-1 * s) = \sum_(i < n) ((n.+1)%:R^-1 * s).
    by rewrite sumr_const card_ord -[RHS]mulr_natl.
  exact: ler_sum.
have z : s = 0.
  apply/eqP; rewrite eq_le s0 andbT leNgt; apply/negP => sp.
  move: le; rewrite mulrA -{1}[s]mul1r ler_pmul2r // ler_pdivl_mulr ?ltr0n // mul1r ler_nat.
  by rewrite ltnn.
apply/colP => i; rewrite mxE; apply/eqP; rewrite -normr_eq0.
move/eqP: z; rewrite psumr_eq0 // => /allP /(_ i (mem_index_enum i)); exact.
Qed.
End UnitOpen.

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

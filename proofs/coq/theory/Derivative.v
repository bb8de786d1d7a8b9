(**************************************************************************************************)
(* T4: the tangent map is the Frechet derivative                                                  *)
(*   size_le d h == all entries of h are at most d in absolute value                              *)
(*   bigO k f    == f h = O(|h|^k) near h = 0, uniformly in the direction                         *)
(**************************************************************************************************)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq path div choice fintype.
From mathcomp Require Import ssrAC finfun tuple bigop finset order ssralg ssrnum zmodp matrix.
From mathcomp Require Import mxalgebra vector.
From Theory Require Import Basic Near Readout Descent Moments Network Jacobian.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Derivative.
Variables (R : realFieldType) (L M Q : nat).
Notation params := (params R L M Q).

Definition mle m n (d : R) (A : 'M[R]_(m, n)) := forall i j, `|A i j| <= d.
(** All entries of h are at most d in absolute value. *)
Definition size_le d (h : params) :=
  [/\ forall i : 'I_L, mle d (h.1 i).1, forall i : 'I_L, mle d (h.1 i).2, mle d (WO h)
    & mle d (bO h)].

(** f(h) = O(|h|^k) near h = 0. *)
Definition bigO k m n (f : params -> 'M[R]_(m, n)) := exists C d0,
  [/\ 0 <= C, 0 < d0, d0 <= 1 & forall h d, 0 <= d -> d <= d0 -> size_le d h ->
    mle (C * d ^+ k) (f h)].

Lemma O_ext k m n (f g : params -> 'M[R]_(m, n)) d1 : 0 < d1 ->
  (forall h d, 0 <= d -> d <= d1 -> size_le d h -> f h = g h) -> bigO k g -> bigO k f.
Proof.
move=> d10 e [C [d0 [C0 d00 le1 h]]]; exists C, (Num.min d0 d1); split=> // [||a d dd].
- by rewrite lt_minr d00.
- by rewrite le_minl le1.
by rewrite le_minr => /andP[l0 l1] s; rewrite (e a d) //; apply: h.
Qed.
Lemma O_eq k m n (f g : params -> 'M[R]_(m, n)) : (forall h, f h = g h) -> bigO k g -> bigO k f.
Proof. by move=> e; apply: (@O_ext _ _ _ _ _ 1). Qed.

Lemma O_const m n (A : 'M[R]_(m, n)) : bigO 0 (fun _ => A).
Proof.
exists (mbound A), 1; split=> // [|h d _ _ _ i j]; first exact/ltW/mbound_gt0.
by rewrite mulr1 ltW // mboundP.
Qed.
Lemma O_zero k m n : bigO k (fun _ => 0 : 'M[R]_(m, n)).
Proof. by exists 0, 1; split=> // h d _ _ _ i j; rewrite mxE normr0 mul0r. Qed.

Lemma O_weak k m n (f : params -> 'M[R]_(m, n)) : bigO k.+1 f -> bigO k f.
Proof.
move=> [C [d0 [C0 d00 le1 h]]]; exists C, d0; split=> // a d dd l s i j.
apply: le_trans (h a d dd l s i j) _; rewrite ler_wpmul2l // exprS ler_pimull ?exprn_ge0 //.
exact: le_trans l le1.
Qed.

Lemma O_add k m n (f g : params -> 'M[R]_(m, n)) : bigO k f -> bigO k g ->
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

Lemma O_mul k l m n p (f : params -> 'M[R]_(m, n)) (g : params -> 'M[R]_(n, p)) :
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

Lemma O_W l : bigO 1 (fun h : params => W h l).
Proof.
exists 1, 1; split=> // h d dd _ [s _ _ _] i j; rewrite mul1r expr1 /W.
by case: insub => [r|]; [apply: s|rewrite mxE normr0].
Qed.
Lemma O_b l : bigO 1 (fun h : params => b h l).
Proof.
exists 1, 1; split=> // h d dd _ [_ s _ _] i j; rewrite mul1r expr1 /b.
by case: insub => [r|]; [apply: s|rewrite mxE normr0].
Qed.
Lemma O_WO : bigO 1 (@WO R L M Q).
Proof. by exists 1, 1; split=> // h d dd _ [_ _ s _] i j; rewrite mul1r expr1; apply: s. Qed.
Lemma O_bO : bigO 1 (@bO R L M Q).
Proof. by exists 1, 1; split=> // h d dd _ [_ _ _ s] i j; rewrite mul1r expr1; apply: s. Qed.
Lemma O_mask k n (z : 'cV[R]_n) f : bigO k f -> bigO k (fun h => mask z (f h)).
Proof.
move=> [C [d0 [C0 d00 le1 h]]]; exists C, d0; split=> // a d dd l s i j; rewrite mxE.
case: ifP => _; last by rewrite normr0 mulr_ge0 // exprn_ge0.
exact: h.
Qed.

Variables (th : params) (x : 'cV[R]_M).
Hypothesis strict : forall l i, (l < L)%N -> pre th x l i 0 != 0.

Lemma size_close d e h : d < e -> size_le d h -> close e th (th + h).
Proof.
move=> lt [s1 s2 s3 s4].
have aux m n (A H : 'M[R]_(m, n)) : mle d H -> mclose e A (A + H).
  by move=> s i j; rewrite mxE opprD addrA subrr sub0r normrN (le_lt_trans (s i j)).
split=> [i|i||]; last by apply: aux.
- by rewrite /= ffunE; apply: aux.
- by rewrite /= ffunE; apply: aux.
by apply: aux.
Qed.

Lemma W_add (u v : params) l : W (u + v) l = W u l + W v l.
Proof. by rewrite -[u]scale1r W_lin !scale1r. Qed.
Lemma b_add (u v : params) l : b (u + v) l = b u l + b v l.
Proof. by rewrite -[u]scale1r b_lin !scale1r. Qed.

(* near th the activation pattern at x is that of th *)
Lemma relu_near l : (l < L)%N -> exists2 d, 0 < d & forall th', close d th th' ->
  relu (pre th' x l) = mask (pre th x l) (pre th' x l).
Proof.
move=> lt; have key (i : 'I_M) : exists2 d, 0 < d & forall th', close d th th' ->
    relu (pre th' x l) i 0 = mask (pre th x l) (pre th' x l) i 0.
  have := strict i lt; rewrite neq_lt => /orP[neg|pos].
    have n' : 0 < - pre th x l i 0 by rewrite oppr_gt0.
    have [d d0 h] := pre_cont th x l n'; exists d => // th' /h /(_ i 0).
    rewrite ltr_norml opprK => /andP[]; rewrite ltr_subr_addr gtr_addl => neg' _.
    by rewrite [LHS]mxE [RHS]mxE lt_gtF //; apply/max_idPl/ltW.
  have [d d0 h] := pre_cont th x l pos; exists d => // th' /h /(_ i 0).
  rewrite ltr_norml => /andP[_]; rewrite ltr_subl_addr ltr_addl => pos'.
  by rewrite [LHS]mxE [RHS]mxE pos; apply/max_idPr/ltW.
have [d d0 h] := common_delta (@close_le _ _ _ _ th) key.
by exists d => // th' /h {}h; apply/colP.
Qed.

Lemma mask_sub n (z u v : 'cV[R]_n) : mask z u - mask z v = mask z (u - v).
Proof. by apply/colP => i; rewrite !mxE; case: ifP => _ //; rewrite subrr. Qed.

Lemma remainder m n (A A' : 'M[R]_(m, n)) s ds s' (c c' : 'cV[R]_m) :
  (A + A') *m s' + (c + c') - (A *m s + c) - (A *m ds + (A' *m s + c')) =
  (A + A') *m (s' - s - ds) + A' *m ds.
Proof.
rewrite {1}[s'](go_back _ s ds); move: (s' - s - ds) => r.
by rewrite mulmxDr [_ *m (s + ds)]mulmxDr [_ *m s]mulmxDl [_ *m ds]mulmxDl remainder_terms.
Qed.

Lemma state_remainder l : (l <= L)%N ->
  bigO 1 (fun h => dstate th h x l) /\ bigO 2 (fun h => state (th + h)
    x l - state th x l - dstate th h x l).
Proof.
elim: l => [|l IH] lt /=.
  split; first exact: O_zero.
  by apply: O_eq (O_zero 2 _ _) => h; rewrite subrr subr0.
have [O1 O2] := IH (ltnW lt); have [d d0 near] := relu_near lt; split.
  apply/O_mask/O_add; first exact: (O_mul (O_const _) O1).
  by apply: O_add (O_b l); apply: (O_mul (O_W l) (O_const _)).
pose E h := (W th l + W h l) *m (state (th + h) x l - state th x l - dstate th h x l)
  + W h l *m dstate th h x l.
have OE : bigO 2 E.
  apply: O_add (O_mul (O_W l) O1).
  by apply: (O_mul (k := 0) (l := 2)) O2; apply: O_add (O_const _) (O_weak (O_W l)).
have th_near : close d th th by split=> *; apply: mclose_refl.
apply: (@O_ext _ _ _ _ (fun h => mask (pre th x l) (E h)) (d / 2%:R)); last exact: O_mask.
  by rewrite divr_gt0 ?ltr0n.
move=> h e e0 le s; have cl : close d th (th + h).
  apply: size_close s; apply: le_lt_trans le _.
  by rewrite ltr_pdivr_mulr ?ltr0n // mulr_natr mulr2n ltr_addl.
rewrite -!/(pre _ _ _) (near _ cl) (near _ th_near) !mask_sub; congr mask.
by rewrite {1 2}/pre W_add b_add remainder.
Qed.

(** out(th + h) = out(th) + dout(h) + O(|h|^2), where dout is linear in h: the Frechet derivative.
  *)
Theorem derivative : bigO 2 (fun h => out (th + h) x - out th x - dout th h x).
Proof.
have [O1 O2] := state_remainder (leqnn L).
apply: (@O_eq _ _ _ _ (fun h => (WO th + WO h) *m (state (th + h)
  x L - state th x L - dstate th h x L)
  + WO h *m dstate th h x L)) => [h|].
  by rewrite -(remainder _ _ _ _ _ (bO th) (bO h)).
apply: O_add (O_mul O_WO O1).
by apply: (O_mul (k := 0) (l := 2)) O2; apply: O_add (O_const _) (O_weak O_WO).
Qed.
End Derivative.

(**************************************************************************************************)
(* Parameters with the same hidden weights: along a straight line through them, smaller costs far *)
(* away mean smaller costs arbitrarily close by                                                   *)
(*   along th th1 s  == the parameters th + s (th1 - th), with the hidden weights of th           *)
(*   same_weights th th1 == equal hidden weights                                                  *)
(*   middle th th1 th2 == th is halfway between th1 and th2, in all biases and the output layer   *)
(*   signed th t l   == the signs at point t and layer l are those of the region                  *)
(*   lower_bias      == where only biases differ: the cost is convex along the segment            *)
(*   lower_middle    == th is halfway, its cost more than their mean: so it is for th + s (th1 -  *)
(*                     th) and th + s (th2 - th), for every s from 0 to 1                         *)
(**************************************************************************************************)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq path div choice fintype.
From mathcomp Require Import ssrAC finfun tuple bigop finset ssralg ssrnum zmodp matrix.
From mathcomp Require Import mxalgebra vector.
From Theory Require Import Basic Near Readout Descent Moments Network NoMinimum Subsets.
From Bridge Require Import Minima.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory order.Order.Theory.
Local Open Scope ring_scope.

Section Segments.
Variables (R : realFieldType) (L M Q : nat) (T : finType).
Variables (w : T -> R) (cl : T -> 'I_Q) (x : T -> 'cV[R]_M) (y : 'I_Q -> 'cV[R]_Q).
Variable lay : 'I_Q -> nat.
Hypothesis w_gt0 : forall t, 0 < w t.
Notation params := (params R L M Q).
Notation region := (region cl x lay).
Notation cost := (wcost w cl x y).
Notation refuted := (refuted w cl x y lay).
Implicit Types th : params.

Definition along th th1 (s : R) : params :=
  make L (W th) (fun l => b th l + s *: (b th1 l - b th l))
    (WO th + s *: (WO th1 - WO th)) (bO th + s *: (bO th1 - bO th)).
Definition same_weights th th1 := forall l, (l < L)%N -> W th1 l = W th l.
Definition middle th th1 th2 := [/\ forall l, (l < L)%N -> b th1 l + b th2 l = b th l *+ 2,
  WO th1 + WO th2 = WO th *+ 2 & bO th1 + bO th2 = bO th *+ 2].

Lemma between (a c s : R) : 0 <= s -> s <= 1 -> 0 < a -> 0 < c -> 0 < a + s * (c - a).
Proof.
move=> s0 s1 a0 c0; have -> : a + s * (c - a) = (1 - s) * a + s * c.
  by rewrite mulrBr mulrBl mul1r addrCA addrC.
case: (eqVneq s 0) => [->|nz]; first by rewrite subr0 mul1r mul0r addr0.
by rewrite ltr_paddl ?mulr_gt0 // ?mulr_ge0 ?subr_ge0 ?(ltW a0) // lt_neqAle eq_sym nz.
Qed.

Lemma sum_segment n (u u1 v v1 : 'cV[R]_n) s :
  u + s *: (u1 - u) + (v + s *: (v1 - v)) = u + v + s *: (u1 + v1 - (u + v)).
Proof. by rewrite addrACA -scalerDr opprD [u1 + v1 + _]addrACA. Qed.

Definition signed th t l := forall i, if l == lay (cl t) then pre th (x t) l i 0 < 0
  else 0 < pre th (x t) l i 0.
Lemma next th t l : signed th t l ->
  state th (x t) l.+1 = if l == lay (cl t) then 0 else pre th (x t) l.
Proof.
rewrite /signed; case: ifP => _ h; first by apply: relu_neg => i; apply: h.
by apply: relu_pos => i; apply: h.
Qed.
Lemma along_signs th th1 s t : region th -> region th1 -> same_weights th th1 ->
  0 <= s -> s <= 1 -> forall l, (l <= L)%N ->
  state (along th th1 s) (x t) l = state th (x t) l + s *: (state th1 (x t) l - state th (x t) l) /\
  forall k, (k < l)%N -> signed (along th th1 s) t k.
Proof.
move=> [_ sg] [_ sg1] same s0 s1; elim=> [|l IH] lt.
  by split=> //=; rewrite subrr scaler0 addr0.
have {IH} [e h] := IH (ltnW lt).
have pe : pre (along th th1 s) (x t) l = pre th (x t) l + s *: (pre th1 (x t) l - pre th (x t) l).
  by rewrite /pre W_make ?b_make // e same // mulmxDr -scalemxAr mulmxBr sum_segment.
have pi i : pre (along th th1 s) (x t) l i 0 = pre th (x t) l i 0 +
  s * (pre th1 (x t) l i 0 - pre th (x t) l i 0) by rewrite pe !mxE.
have sgl : signed (along th th1 s) t l.
  move=> i; rewrite pi; have := sg t l i lt; have := sg1 t l i lt; case: ifP => _ h1 h0.
    rewrite -oppr_gt0 in h0; rewrite -oppr_gt0 in h1; rewrite -oppr_gt0 opprD -mulrN opprB.
    have -> : pre th (x t) l i 0 - pre th1 (x t) l i 0 =
      - pre th1 (x t) l i 0 - - pre th (x t) l i 0 by rewrite opprK addrC.
    exact: between.
  exact: between.
split=> [|k]; last first.
  by rewrite ltnS leq_eqVlt => /orP[/eqP ->|/h]; [exact: sgl|exact].
rewrite (next sgl) (next (fun i => sg t l i lt)) (next (fun i => sg1 t l i lt)) pe.
by case: ifP => // _; rewrite subrr scaler0 addr0.
Qed.
Lemma along_state th th1 s t : region th -> region th1 -> same_weights th th1 -> 0 <= s -> s <= 1 ->
  state (along th th1 s) (x t) L = state th (x t) L + s *: (state th1 (x t) L - state th (x t) L).
Proof. by move=> r r1 same s0 s1; have [] := along_signs t r r1 same s0 s1 (leqnn L). Qed.
Lemma along_region th th1 s : region th -> region th1 -> same_weights th th1 -> 0 <= s -> s <= 1 ->
  region (along th th1 s).
Proof.
move=> r r1 same s0 s1; split=> [l lt|t l i lt]; first by rewrite W_make //; case: r => + _; apply.
by have [_ h] := along_signs t r r1 same s0 s1 (leqnn L); apply: h.
Qed.

Lemma along_close th th1 eps : 0 < eps -> exists2 d, 0 < d & forall s, 0 < s -> s < d ->
  close eps th (along th th1 s).
Proof.
move=> e0; have key m n (A B : 'M[R]_(m, n)) : exists2 d, 0 < d & forall s, 0 < s -> s < d ->
    mclose eps A (A + s *: B).
  have [d d0 h] := scale_close B e0; exists d => // s s0 sd; apply: h.
  by rewrite gtr0_norm.
have mono : forall d e s : R, d <= e -> 0 < s /\ s < d -> 0 < s /\ s < e.
  by move=> d e s le [s0 sd]; split=> //; apply: lt_le_trans le.
have biases (i : 'I_L) : exists2 d, 0 < d & forall s, 0 < s /\ s < d ->
    mclose eps (b th i) (b th i + s *: (b th1 i - b th i)).
  by have [d d0 h] := key _ _ (b th i) (b th1 i - b th i); exists d => // s [s0 sd]; apply: h.
have [d1 d10 h1] := common_delta mono biases.
have [d2 d20 h2] := key _ _ (WO th) (WO th1 - WO th).
have [d3 d30 h3] := key _ _ (bO th) (bO th1 - bO th).
exists (Num.min d1 (Num.min d2 d3)) => [|s s0]; first by rewrite !lt_minr d10 d20.
rewrite !lt_minr => /and3P[l1 l2 l3]; split=> [i|i||]; first 1 last.
- by have := h1 s (conj s0 l1) i; rewrite /along /make /= ffunE -b_ord.
- exact: h2.
- exact: h3.
by rewrite /along /make /= ffunE -W_ord; apply: mclose_refl.
Qed.

Lemma sqn_pair n (u v : 'cV[R]_n) : sqn (u + v) + sqn (u - v) = (sqn u + sqn v) *+ 2.
Proof.
rewrite sqnD sqnB addrACA [_ + _ + (_ - _)]addrACA subrr addr0.
by rewrite mulr2n [RHS]addrACA.
Qed.
Lemma pair_segment n (e r q : 'cV[R]_n) s : 0 <= s -> s <= 1 ->
  sqn (e + s ^+ 2 *: q + s *: r) + sqn (e + s ^+ 2 *: q - s *: r) - sqn e *+ 2 <=
  s ^+ 2 * (sqn (e + q + r) + sqn (e + q - r) - sqn e *+ 2).
Proof.
move=> s0 s1; rewrite !sqn_pair -!mulrnBl mulrnAr ler_muln2r /=.
have k (a b c d : R) : a + b + c + d - a = b + c + d by rewrite addrC !addrA addNr add0r.
rewrite !sqnD !sqnZ dotZr -mulrnAr !k !mulrDr ler_add2r ler_add2l.
by rewrite ler_wpmul2r ?sqn_ge0 // [_ ^+ 2 ^+ 2]expr2 ler_pimulr ?sqr_ge0 ?exprn_ile1.
Qed.

(** The whole segment costs no more than its ends do on the average. *)
Theorem lower_bias th th1 : region th -> region th1 -> same_weights th th1 -> WO th1 = WO th ->
  cost th1 < cost th -> refuted th.
Proof.
move=> r r1 same sameO lt eps e0; have [d d0 cls] := along_close th th1 e0.
have [s [s0 s1]] := small 1 d0 ltr01; rewrite mulr1 => sd.
have [s0' s1'] := (ltW s0, ltW s1).
exists (along th th1 s); split; [exact: cls|exact: along_region|].
have bound : cost (along th th1 s) <= cost th + s * (cost th1 - cost th).
  rewrite /wcost -sumrB mulr_sumr -big_split; apply: ler_sum => t _ /=.
  rewrite -mulrBr mulrCA -mulrDr ler_pmul2l //.
  have -> : out (along th th1 s) (x t) - y (cl t) = (out th (x t) - y (cl t)) +
      s *: ((out th1 (x t) - y (cl t)) - (out th (x t) - y (cl t))).
    rewrite /out along_state // /WO /bO /= -/(WO th) -/(bO th) -/(bO th1).
    rewrite -[th1.2.1]/(WO th1) sameO subrr scaler0 addr0 mulmxDr -scalemxAr mulmxBr.
    rewrite sum_segment [LHS]addrAC; congr (_ + _ *: _).
    by rewrite [in RHS]opprB [in RHS]addrA subrK.
  exact: sqn_segment.
by apply: le_lt_trans bound _; rewrite gtr_addl pmulr_rlt0 // subr_lt0.
Qed.

(** Along a straight line through th an output is e + s r + s^2 q: of r the mean cost of both ends
  sees the square alone. *)
Lemma middle_state th th1 th2 t : region th -> region th1 -> region th2 -> same_weights th th1 ->
  same_weights th th2 -> middle th th1 th2 -> forall l, (l <= L)%N ->
  state th1 (x t) l + state th2 (x t) l = state th (x t) l *+ 2.
Proof.
move=> [_ r] [_ r1] [_ r2] same1 same2 [mid _ _]; elim=> [|l IH] lt; first by rewrite mulr2n.
rewrite (next (fun i => r t l i lt)) (next (fun i => r1 t l i lt)) (next (fun i => r2 t l i lt)).
case: ifP => _; first by rewrite mul0rn addr0.
by rewrite /pre same1 // same2 // addrACA -mulmxDr IH ?(ltnW lt) // mid // mulr2n mulmxDr
  -mulr2n -mulrnDl.
Qed.
Lemma line (W D : 'M[R]_(Q, M)) (h k : 'cV[R]_M) (o c v : 'cV[R]_Q) s :
  (W + s *: D) *m (h + s *: k) + (o + s *: c) - v =
  W *m h + o - v + s ^+ 2 *: (D *m k) + s *: (W *m k + D *m h + c).
Proof.
rewrite mulmxDl !mulmxDr -!scalemxAl -!scalemxAr scalerA -expr2 !scalerDr.
by rewrite [LHS](AC (((2*2)*2)*1) (((1*5*7)*4)*(2*3*6))).
Qed.
Lemma pair_line (W D : 'M[R]_(Q, M)) (h k : 'cV[R]_M) (o c v : 'cV[R]_Q) s : 0 <= s -> s <= 1 ->
  sqn ((W + s *: D) *m (h + s *: k) + (o + s *: c) - v) +
  sqn ((W + s *: - D) *m (h + s *: - k) + (o + s *: - c) - v) - sqn (W *m h + o - v) *+ 2 <=
  s ^+ 2 * (sqn ((W + D) *m (h + k) + (o + c) - v) + sqn ((W - D) *m (h - k) + (o - c) - v) -
    sqn (W *m h + o - v) *+ 2).
Proof.
have p a : (W + a *: D) *m (h + a *: k) + (o + a *: c) - v =
    W *m h + o - v + a ^+ 2 *: (D *m k) + a *: (W *m k + D *m h + c) by exact: line.
have n a : (W + a *: - D) *m (h + a *: - k) + (o + a *: - c) - v =
    W *m h + o - v + a ^+ 2 *: (D *m k) - a *: (W *m k + D *m h + c).
  by rewrite !scalerN -!scaleNr p sqrrN scaleNr.
have := p 1; have := n 1; rewrite expr1n !scale1r => -> ->; rewrite p n; exact: pair_segment.
Qed.
Lemma pair_bound th th1 th2 s t : region th -> region th1 -> region th2 -> same_weights th th1 ->
  same_weights th th2 -> middle th th1 th2 -> 0 <= s -> s <= 1 ->
  sqn (out (along th th1 s) (x t) - y (cl t)) + sqn (out (along th th2 s) (x t) - y (cl t)) -
    sqn (out th (x t) - y (cl t)) *+ 2 <= s ^+ 2 *
  (sqn (out th1 (x t) - y (cl t)) + sqn (out th2 (x t) - y (cl t)) -
    sqn (out th (x t) - y (cl t)) *+ 2).
Proof.
move=> r r1 r2 same1 same2 mid s0 s1.
have mh := middle_state t r r1 r2 same1 same2 mid (leqnn L); case: (mid) => _ mW mc.
have back m n (A B C : 'M[R]_(m, n)) : A + B = C *+ 2 -> B - C = - (A - C).
  by move=> e; apply/eqP; rewrite -addr_eq0 addrACA -opprD [B + A]addrC e mulr2n subrr.
have := pair_line (WO th) (WO th1 - WO th) (state th (x t) L)
  (state th1 (x t) L - state th (x t) L) (bO th) (bO th1 - bO th) (y (cl t)) s0 s1.
rewrite -(back _ _ _ _ _ mh) -(back _ _ _ _ _ mW) -(back _ _ _ _ _ mc).
have up m n (B C : 'M[R]_(m, n)) : B + (C - B) = C by rewrite addrC subrK.
by rewrite !up /out -!along_state.
Qed.
Theorem lower_middle th th1 th2 : region th -> region th1 -> region th2 -> same_weights th th1 ->
  same_weights th th2 -> middle th th1 th2 -> cost th1 + cost th2 < cost th *+ 2 -> refuted th.
Proof.
move=> r r1 r2 same1 same2 mid lt eps e0.
have [d1 d10 cls1] := along_close th th1 e0; have [d2 d20 cls2] := along_close th th2 e0.
have m0 : 0 < Num.min d1 d2 by rewrite lt_minr d10.
have [s [s0 s1]] := small 1 m0 ltr01; rewrite mulr1 lt_minr => /andP[sd1 sd2].
have [s0' s1'] := (ltW s0, ltW s1).
have bound : cost (along th th1 s) + cost (along th th2 s) - cost th *+ 2 <=
    s ^+ 2 * (cost th1 + cost th2 - cost th *+ 2).
  rewrite /wcost -!sumrMnl -!big_split -!sumrB mulr_sumr; apply: ler_sum => t _ /=.
  by rewrite -!mulrnAr -!mulrDr -!mulrBr mulrCA ler_pmul2l // pair_bound.
have {bound} : cost (along th th1 s) + cost (along th th2 s) - cost th *+ 2 < 0.
  by apply: le_lt_trans bound _; rewrite pmulr_rlt0 ?exprn_gt0 // subr_lt0.
rewrite subr_lt0 mulr2n.
case: (ltP (cost (along th th1 s)) (cost th)) => [l1 _|g1].
  by exists (along th th1 s); split; [exact: cls1|exact: along_region|].
case: (ltP (cost (along th th2 s)) (cost th)) => [l2 _|g2].
  by exists (along th th2 s); split; [exact: cls2|exact: along_region|].
by rewrite ltNge (ler_add g1 g2).
Qed.
End Segments.

(**************************************************************************************************)
(* T3', G4: strict separation by a hyperplane, or a common point of the hulls                     *)
(*   gordan              == a vector positive on all a t, or a vanishing combination with weights *)
(*                     >= 0                                                                       *)
(*   separated x P       == f x_t < s on P and > s off P, for some f and s                        *)
(*   convex_weights P g  == g >= 0 is 0 off P and has the sum 1                                   *)
(*   hulls_meet x P      == a convex combination of P is one of the complement                    *)
(*   may_go_first cl x S j == a hyperplane has class j below and the other classes of S above it  *)
(*   removes S s S'  == the classes of s may go first one after the other, S' is left of S        *)
(*   stuck S             == no class of S may go first                                            *)
(**************************************************************************************************)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq path div choice fintype.
From mathcomp Require Import ssrAC finfun tuple bigop finset ssralg ssrnum zmodp matrix.
From mathcomp Require Import mxalgebra vector.
From Theory Require Import Basic Near.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory order.Order.Theory.
Local Open Scope ring_scope.

Section Gordan.
Variables (R : realFieldType) (M : nat) (T : finType).
Implicit Types (a : T -> 'cV[R]_M) (r : seq T) (g : T -> R).

Definition vanishes a r g := [/\ forall t, 0 <= g t, forall t, t \notin r -> g t = 0,
  exists t, 0 < g t & \sum_t g t *: a t = 0].

Lemma tilt a r v d : (forall t, t \in r -> 0 < dot (a t) v) ->
  exists2 e, 0 < e & forall t, t \in r -> 0 < dot (a t) (v + e *: d).
Proof.
elim: r => [|k r IH] h; first by exists 1.
have [|e e0 he] := IH; first by move=> t tr; apply: h; rewrite inE tr orbT.
have k0 : 0 < dot (a k) v by rewrite h // inE eqxx.
have [s [s0 se sk]] := small (- dot (a k) d) k0 e0.
exists s => // t; rewrite inE => /orP[/eqP ->|tr].
  by rewrite dotDr dotZr; move: sk; rewrite mulrN -subr_gt0 opprK.
have se1 : 0 < 1 - s / e by rewrite subr_gt0 ltr_pdivr_mulr // mul1r.
have -> : v + s *: d = (1 - s / e) *: v + (s / e) *: (v + e *: d).
  by rewrite scalerDr scalerA divfK ?gt_eqF // scalerBl scale1r addrA subrK.
rewrite dotDr !(dotZr (_ / _)) dotZr addr_gt0 // mulr_gt0 //; first by rewrite h // inE tr orbT.
  by rewrite divr_gt0.
exact: he.
Qed.

Theorem gordan a r : (exists v, forall t, t \in r -> 0 < dot (a t) v) \/ (exists g, vanishes a r g).
Proof.
elim: r a => [|k r IH] a; first by left; exists 0.
have [ak|ak] := eqVneq (a k) 0.
  right; exists (fun t => (t == k)%:R); split=> [t|t||]; first by rewrite ler0n.
  - by rewrite inE negb_or => /andP[/negbTE ->].
  - by exists k; rewrite eqxx ltr01.
  rewrite (bigD1 k) //= ak scaler0 big1 ?addr0 // => t /negbTE ->; exact: scale0r.
have q0 : 0 < sqn (a k) by rewrite sqn_gt0.
pose m t := dot (a t) (a k) / sqn (a k); pose a' t := a t - m t *: a k.
have a'k t : dot (a' t) (a k) = 0.
  by rewrite dotBl dotZl -/(sqn (a k)) divfK ?subrr // gt_eqF.
have [[v hv]|[g [g0 gr [t0 gt0]]]] := IH a'.
  pose v' := v - (dot v (a k) / sqn (a k)) *: a k.
  have kv' : dot (a k) v' = 0.
    by rewrite dotBr dotZr -/(sqn (a k)) divfK ?gt_eqF // dotC subrr.
  have hv' t : t \in r -> 0 < dot (a t) v'.
    move=> /hv; rewrite {1}/a' dotBl dotZl /v' dotBr dotZr (dotC (a k) v).
    by rewrite -/(m t) mulrAC [dot (a t) (a k) * _]mulrC /m mulrAC [_ / _ * _]mulrC mulrA.
  left; have [e e0 he] := tilt (a k) hv'; exists (v' + e *: a k) => t.
  rewrite inE => /orP[/eqP ->|/he //].
  by rewrite dotDr kv' add0r dotZr mulr_gt0.
move=> sum0; pose mu := \sum_t g t * m t.
have sumE : \sum_t g t *: a t = mu *: a k.
  apply/eqP; rewrite -subr_eq0 -[X in _ == X]sum0 scaler_suml -sumrB; apply/eqP.
  by apply: eq_bigr => t _; rewrite scalerBr scalerA.
have [mu0|mu0] := leP mu 0.
  right; exists (fun t => g t + (t == k)%:R * - mu); split=> [t|t||].
  - by rewrite addr_ge0 // mulr_ge0 ?ler0n // oppr_ge0.
  - by rewrite inE negb_or => /andP[/negbTE -> /gr ->]; rewrite mul0r addr0.
  - by exists t0; rewrite ltr_spaddl // mulr_ge0 ?ler0n // oppr_ge0.
  rewrite (eq_bigr (fun t => g t *: a t + ((t == k)%:R * - mu) *: a t)) => [|t _];
    last exact: scalerDl.
  rewrite big_split /= sumE (bigD1 k) //= eqxx mul1r big1 => [|t /negbTE ->].
    by rewrite addr0 scaleNr subrr.
  by rewrite mul0r scale0r.
have [[v hv]|[g' [h1 h2 h3 h4]]] := IH a; last first.
  by right; exists g'; split=> // t; rewrite inE negb_or => /andP[_ /h2].
left; exists v => t; rewrite inE => /orP[/eqP ->|/hv //].
have pos : 0 < mu * dot (a k) v.
  rewrite -dotZl -sumE dot_suml (bigD1 t0) //= ltr_spaddl ?sumr_ge0 // => [|i _].
    by rewrite dotZl mulr_gt0 // hv //; apply: contraLR gt0 => /gr ->; rewrite ltxx.
  rewrite dotZl; have [tr|/gr ->] := boolP (i \in r); last by rewrite mul0r.
  by rewrite mulr_ge0 // ltW // hv.
by move: pos; rewrite pmulr_rgt0.
Qed.
End Gordan.

Section Alternative.
Variables (R : realFieldType) (M : nat) (T : finType) (x : T -> 'cV[R]_M) (P : pred T).

Definition separated := exists f s, (forall t, P t -> dot f (x t) < s) /\
  (forall t, ~~ P t -> s < dot f (x t)).
(* weights of a convex combination of the points of P *)
Definition convex_weights (P : pred T) (g : T -> R) :=
  [/\ forall t, 0 <= g t, forall t, ~~ P t -> g t = 0 & \sum_t g t = 1].
Definition hulls_meet := exists g h, [/\ convex_weights P g, convex_weights (predC P) h
  & \sum_t g t *: x t = \sum_t h t *: x t].

Lemma combination_above (Z : pred T) k (f : 'cV[R]_M) (c : R) : convex_weights Z k ->
  (forall t, Z t -> c < dot f (x t)) -> c < dot f (\sum_t k t *: x t).
Proof.
move=> [k0 kZ k1] hz; rewrite -subr_gt0 dot_sumr -[X in _ - X]mul1r -k1 mulr_suml -sumrB.
have [t tk] : exists t, 0 < k t.
  apply/existsP; apply: contraT; rewrite negb_exists => /forallP z.
  have : \sum_t k t = 0 by apply: big1 => t _; apply/eqP; rewrite eq_le k0 leNgt z.
  by rewrite k1 => /eqP; rewrite oner_eq0.
have zt : Z t by apply: contraLR tk => /kZ ->; rewrite ltxx.
rewrite (bigD1 t) //= ltr_spaddl ?sumr_ge0 // => [|i _].
  by rewrite dotZr -mulrBr mulr_gt0 // subr_gt0 hz.
rewrite dotZr -mulrBr; have [/hz zi|/kZ ->] := boolP (Z i); last by rewrite mul0r.
by rewrite mulr_ge0 // subr_ge0 ltW.
Qed.

Lemma not_both : separated -> ~ hulls_meet.
Proof.
move=> [f [s [fP fR]]] [g [h [wg wh e]]].
have l1 := combination_above wh fR.
have l2 : - s < dot (- f) (\sum_t g t *: x t).
  by apply: (combination_above wg) => t /fP; rewrite dotNl ltr_oppl opprK.
by move: l2; rewrite e dotNl ltr_oppl opprK => /(lt_trans l1); rewrite ltxx.
Qed.

(** T3': two finite sets are strictly separated or their hulls meet, and not both. *)
Theorem T3'_alternative : (exists t, P t) -> (exists t, ~~ P t) -> separated \/ hulls_meet.
Proof.
move=> [tP hP] [tR hR].
pose a t : 'cV[R]_(M + 1) := if P t then - col_mx (x t) 1%:M else col_mx (x t) 1%:M.
have dot1 (f : 'cV[R]_M) (s : R) t : dot (col_mx (x t) 1%:M) (col_mx f (- s)%:M) = dot f (x t) - s.
  rewrite dotE tr_col_mx mul_row_col trmx1 mul1mx mxE -dotE dotC; congr (_ + _).
  by rewrite mxE eqxx mulr1n.
have [[v h]|[g [g0 _ [t0 gt0] z]]] := gordan a (enum T).
  pose f := usubmx v; pose s := - (dsubmx v 0 0); left; exists f, s.
  have vE : v = col_mx f (- s)%:M.
    rewrite /s opprK -[v in LHS]vsubmxK; congr col_mx.
    by apply/colP => i; rewrite ord1 [RHS]mxE eqxx mulr1n.
  split=> t ht; have := h t (mem_enum _ t); rewrite /a vE.
    by rewrite ht dotNl dot1 opprB subr_gt0.
  by rewrite (negbTE ht) dot1 subr_gt0.
right.
have z1 : \sum_t (if P t then - g t else g t) *: col_mx (x t) (1%:M : 'cV[R]_1) = 0.
  by rewrite -[RHS]z; apply: eq_bigr => t _; rewrite /a; case: ifP => _ //; rewrite scalerN scaleNr.
pose G := \sum_(t | P t) g t; pose H := \sum_(t | ~~ P t) g t.
have GH : G = H.
  have sum1 : \sum_t (if P t then - g t else g t) = 0.
    have := congr1 (fun m => dsubmx m 0 0) z1; rewrite /= !mxE summxE => e0.
    by rewrite -[RHS]e0; apply: eq_bigr => t _; rewrite !mxE (unsplitK (inr _)) !mxE mulr1.
  apply/esym/eqP; rewrite -subr_eq0 -[X in _ == X]sum1 [X in _ == X](bigID P) /= addrC -sumrN.
  by apply/eqP; congr (_ + _); apply: eq_bigr => t; [move=> ->|move=> /negbTE ->].
have G0 : 0 < G.
  have [pt|pt] := boolP (P t0); last rewrite GH.
    by rewrite /G (bigD1 t0) //= ltr_spaddl // sumr_ge0.
  by rewrite /H (bigD1 t0) //= ltr_spaddl // sumr_ge0.
have sx : \sum_(t | P t) g t *: x t = \sum_(t | ~~ P t) g t *: x t.
  have sum1 : \sum_t (if P t then - g t else g t) *: x t = 0.
    have := congr1 usubmx z1; rewrite raddf_sum linear0 => e0.
    by rewrite -[RHS]e0; apply: eq_bigr => t _; rewrite /= linearZ /= col_mxKu.
  apply/esym/eqP; rewrite -subr_eq0 -[X in _ == X]sum1 [X in _ == X](bigID P) /= addrC -sumrN.
  apply/eqP; congr (_ + _); apply: eq_bigr => t; last by move=> /negbTE ->.
  by move=> ->; rewrite scaleNr.
pose k (Z : pred T) t := if Z t then g t / G else 0.
have kE (Z : pred T) : \sum_t k Z t *: x t = G^-1 *: \sum_(t | Z t) g t *: x t.
  rewrite scaler_sumr [RHS]big_mkcond; apply: eq_bigr => t _; rewrite /k.
  by case: ifP => _; rewrite ?scale0r // scalerA mulrC.
have wk (Z : pred T) : \sum_(t | Z t) g t = G -> convex_weights Z (k Z).
  move=> e; split=> [t|t /negbTE zt|]; rewrite /k.
  - by case: ifP => _ //; rewrite divr_ge0 // ltW.
  - by rewrite zt.
  by rewrite -big_mkcond -mulr_suml e divff // gt_eqF.
exists (k P), (k (predC P)); split; [exact: wk|by apply: wk; rewrite -/H -GH|].
by rewrite !kE sx.
Qed.
Theorem T3' : (exists t, P t) -> (exists t, ~~ P t) -> (~ separated <-> hulls_meet).
Proof. by move=> h1 h2; split=> [|m s]; [case: (T3'_alternative h1 h2)|case: (not_both s m)]. Qed.
End Alternative.

(** G4: which classes may go first, and what is left when none may. *)
Section Greedy.
Variables (R : realFieldType) (M Q : nat) (T : finType) (cl : T -> 'I_Q) (x : T -> 'cV[R]_M).
Implicit Types (S U : {set 'I_Q}) (s : seq 'I_Q).
Definition may_go_first S j := j \in S /\ exists f c, forall t, cl t \in S ->
  if cl t == j then dot f (x t) < c else c < dot f (x t).
Fixpoint removes S s S' := if s is j :: r then may_go_first S j /\ removes (S :\ j) r S'
  else S' = S.
Definition stuck S := forall j, ~ may_go_first S j.

Lemma may_go_first_sub S U j : U \subset S -> j \in U -> may_go_first S j -> may_go_first U j.
Proof. by move=> /subsetP sub jU [_ [f [c h]]]; split=> //; exists f, c => t /sub /h. Qed.

(* the stuck sets inside a set survive every removal *)
Lemma stuck_kept S s S' U : removes S s S' -> U \subset S -> stuck U -> U \subset S'.
Proof.
move=> + + st; elim: s S => [|j s IH] S /= => [-> //|[may /IH {}IH] US].
apply: IH; rewrite subsetD1 US; apply/negP => jU.
exact: (st j) (may_go_first_sub US jU may).
Qed.
Lemma removes_sub S s S' : removes S s S' -> S' \subset S.
Proof.
by elim: s S => [|j s IH] S /= => [->|[_ /IH h]] //; apply: subset_trans h (subD1set _ _).
Qed.
Theorem G4_unique S s1 S1 s2 S2 : removes S s1 S1 -> stuck S1 -> removes S s2 S2 -> stuck S2 ->
  S1 = S2.
Proof.
have sub s U s' U' : removes S s U -> removes S s' U' -> stuck U -> U \subset U'.
  by move=> /removes_sub US r' st; apply: (stuck_kept r' US st).
move=> r1 st1 r2 st2; apply/eqP; rewrite eqEsubset.
by rewrite (sub _ _ _ _ r1 r2 st1) (sub _ _ _ _ r2 r1 st2).
Qed.

Lemma may_go_first_dec S j : may_go_first S j \/ ~ may_go_first S j.
Proof.
have [jS|/negP jS] := boolP (j \in S); last by right=> -[].
pose z (u : {t | cl t \in S}) := x (val u); pose P (u : {t | cl t \in S}) := cl (val u) == j.
have use : separated z P -> may_go_first S j.
  move=> [f [c [h1 h2]]]; split=> //; exists f, c => t tS.
  by case: ifP => e; [apply: (h1 (exist _ t tS))|apply: (h2 (exist _ t tS)); rewrite /P /= e].
have back : may_go_first S j -> separated z P.
  move=> [_ [f [c h]]]; exists f, c; split=> -[t tS]; rewrite /P /z /=; have := h t tS.
    by case: eqP.
  by case: eqP.
have [u Pu|none] := pickP P; last first.
  left; apply: use; exists 0, (- 1); split=> [u|u _]; first by rewrite none.
  by rewrite dot0l oppr_lt0 ltr01.
have [v nPv|all] := pickP (predC P); last first.
  left; apply: use; exists 0, 1; split=> [u' _|u']; first by rewrite dot0l ltr01.
  by have := all u'; rewrite /= => ->.
have [sp|meet] : separated z P \/ hulls_meet z P by apply: T3'_alternative; [exists u|exists v].
  by left; apply: use.
by right=> /back /(@not_both _ _ _ z P).
Qed.

Lemma some_or_stuck S : (exists j, may_go_first S j) \/ stuck S.
Proof.
have [[j _ may]|none] : (exists2 j, j \in enum 'I_Q & may_go_first S j) \/
    (forall j, j \in enum 'I_Q -> ~ may_go_first S j).
- elim: (enum _) => [|j r [[i ir may]|none]]; first by right.
    by left; exists i => //; rewrite inE ir orbT.
  have [may|no] := may_go_first_dec S j; first by left; exists j => //; rewrite inE eqxx.
  by right=> i; rewrite inE => /orP[/eqP ->|/none].
- by left; exists j.
by right=> j; apply: none; rewrite mem_enum.
Qed.
Lemma run S : exists s S', removes S s S' /\ stuck S'.
Proof.
have [n] := ubnP #|S|; elim: n S => // n IH S; rewrite ltnS => le.
have [[j may]|none] := some_or_stuck S; last by exists [::], S.
have [|s [S' [r st]]] := IH (S :\ j); last by exists (j :: s), S'.
by apply: leq_trans le; rewrite [X in (_ < X)%N](cardsD1 j) may.1.
Qed.

(** An order exists if and only if every greedy removal ends with nothing left. *)
Theorem G4 S : (exists s, removes S s set0) <->
  forall s S', removes S s S' -> stuck S' -> S' = set0.
Proof.
split=> [[s r] s' S' r' st|h]; last first.
  by have [s [S' [r st]]] := run S; exists s; rewrite -(h _ _ r st).
by apply: (G4_unique r' st r) => j [] /=; rewrite inE.
Qed.
End Greedy.

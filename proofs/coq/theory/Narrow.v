(**************************************************************************************************)
(* W2: the least constant width                                                                   *)
(*   narrow M r       == widths M, r + 1, r + 1, ..                                               *)
(*   v k, lab k       == the height of the k-th input along a line, above 0; its label            *)
(*   line k u         == a steep line through (v k, lab k), rising for even k, falling for odd    *)
(*   value k u        == what is kept after k inputs: the maximum of value and line for even k,   *)
(*                       the minimum for odd k                                                    *)
(*   beyond k i       == value k is the label at i < k, below all labels or above them at i >= k  *)
(*   ladder           == the network that computes height and value, then value - i               *)
(**************************************************************************************************)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq path div choice fintype.
From mathcomp Require Import ssrAC finfun tuple bigop finset ssralg ssrnum zmodp matrix.
From mathcomp Require Import mxalgebra vector.
From Theory Require Import Basic Near Descent Network Jacobian Separation Widths Manifold Cells.
From Theory Require Import Separable.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory order.Order.Theory.
Local Open Scope ring_scope.

Lemma collect (R : realFieldType) (s a a' b b' c u e : R) :
  s * (a - a') + s * (b - b') * u + s * c * e = s * (a + b * u + c * e - (a' + b' * u)).
Proof. by rewrite -!mulrA -!mulrDr mulrBl opprD [in RHS]addrAC [in RHS]addrACA. Qed.

Section Values.
Variables (R : realFieldType) (q N : nat) (v : nat -> R) (lab : nat -> nat).
Hypothesis mono : forall i j, (i < j)%N -> (j < N)%N -> v i < v j.
Hypothesis labels : forall i, (lab i <= q)%N.

Definition steep : R := (q.+1)%:R / gap (fun p : 'I_N * 'I_N => v p.1 - v p.2).
Lemma steepP i j : (i < j)%N -> (j < N)%N -> (q.+1)%:R <= steep * (v j - v i).
Proof.
move=> ij jN; have p0 : 0 < v j - v i by rewrite subr_gt0 mono.
rewrite mulrAC ler_pdivl_mulr ?gap_gt0 // ler_wpmul2l ?ler0n // -(gtr0_norm p0) ltW //.
have h := @gapP _ _ (fun p : 'I_N * 'I_N => v p.1 - v p.2) (Ordinal jN, Ordinal (ltn_trans ij jN)).
by apply: h; rewrite gt_eqF.
Qed.

Definition sign k : R := if odd k then -1 else 1.
Definition line k u : R := (lab k)%:R + sign k * steep * (u - v k).
Fixpoint value k u : R := if k is m.+1
  then line m u + sign m * Num.max 0 (sign m * (value m u - line m u)) else -1.
Lemma value_even k u : ~~ odd k -> value k.+1 u = Num.max (line k u) (value k u).
Proof.
by move=> /negbTE e; rewrite /= /sign e !mul1r addr_maxr addr0 addrC subrK.
Qed.
Lemma value_odd k u : odd k -> value k.+1 u = Num.min (line k u) (value k u).
Proof.
move=> e; rewrite /= /sign e !mulN1r oppr_max oppr0 opprK addr_minr addr0.
by rewrite addrC subrK.
Qed.

Definition beyond k i := if (i < k)%N then value k (v i) = (lab i)%:R
  else if odd k then (q.+1)%:R <= value k (v i) else value k (v i) <= -1.
Lemma lab_le i : (lab i)%:R <= q%:R :> R.
Proof. by rewrite ler_nat. Qed.
Lemma q_lt : q%:R <= (q.+1)%:R :> R.
Proof. by rewrite ler_nat. Qed.
Lemma lab_ge i : -1 <= (lab i)%:R :> R.
Proof. by rewrite (le_trans _ (ler0n _ _)) // lerN10. Qed.

Lemma beyondP k i : (k <= N)%N -> (i < N)%N -> beyond k i.
Proof.
move=> kN iN; elim: k kN => [|k IH] kN; first by rewrite /beyond /= lexx.
have {}IH := IH (ltnW kN); move: IH; rewrite /beyond.
have [ik|ik|->] := ltngtP i k; last 1 first.
- rewrite ltnSn => h; suff : value k.+1 (v k) = (lab k)%:R by [].
  have lk : line k (v k) = (lab k)%:R by rewrite /line subrr mulr0 addr0.
  have [o|o] := boolP (odd k); [rewrite value_odd //|rewrite value_even //]; rewrite lk.
    by apply/min_idPl; apply: le_trans (lab_le k) _; rewrite o in h; apply: le_trans q_lt h.
  by apply/max_idPl; rewrite (negbTE o) in h; apply: le_trans h (lab_ge k).
- rewrite (leqW ik) => e; have st := steepP ik kN.
  have [o|o] := boolP (odd k); [rewrite value_odd //|rewrite value_even //]; rewrite e /line /sign.
    rewrite o mulN1r mulNr -mulrN opprB; apply/min_idPr.
    apply: ler_paddl; first exact: ler0n.
    by apply: le_trans st; apply: le_trans (lab_le i) q_lt.
  rewrite (negbTE o) mul1r -opprB mulrN; apply/max_idPr.
  rewrite ler_subl_addr; apply: ler_paddl; first exact: ler0n.
  by apply: le_trans st; apply: le_trans (lab_le k) q_lt.
rewrite ltnS leqNgt ik [odd k.+1]/= [~~ true]/=; have st := steepP ik iN.
have [o|o] := boolP (odd k) => _; [rewrite value_odd //|rewrite value_even //]; rewrite /line /sign.
  rewrite o mulN1r mulNr le_minl; apply/orP; left.
  rewrite ler_subl_addr addrC -ler_subl_addr opprK; apply: le_trans st.
  by rewrite -[X in _ <= X%:R]addn1 natrD ler_add2r lab_le.
rewrite (negbTE o) mul1r le_maxr; apply/orP; left.
by apply: ler_paddl => //; apply: ler0n.
Qed.
Lemma value_label i : (i < N)%N -> value N (v i) = (lab i)%:R.
Proof. by move=> iN; have := beyondP (leqnn N) iN; rewrite /beyond iN. Qed.
End Values.

(** Two units are enough for height and value; the last layer has value - i at unit i. *)
Section Ladder.
Variables (R : realFieldType) (M p q k N : nat) (T : finType) (x : T -> 'cV[R]_M).
Variables (f : 'cV[R]_M) (c0 : R) (v : nat -> R) (lab : nat -> nat) (cell : T -> nat).
Hypothesis mono : forall i j, (i < j)%N -> (j < N)%N -> v i < v j.
Hypothesis labels : forall i, (lab i <= q)%N.
Hypotheses (cellN : forall t, (cell t < N)%N) (height : forall t, dot f (x t) + c0 = v (cell t)).
Hypothesis above : forall t, 0 < v (cell t).
Notation value := (value q N v lab).
Notation line := (line q N v lab).

(* value l u is valA l + valB l * u + valC l * (the excess before) *)
Definition valA l : R := if l is m.+1 then (lab m)%:R - sign R m * steep q N v * v m else -1.
Definition valB l : R := if l is m.+1 then sign R m * steep q N v else 0.
Definition valC l : R := if l is m.+1 then sign R m else 0.
Definition excess l u : R := Num.max 0 (sign R l * (value l u - line l u)).
Definition excess_before l u : R := if l is m.+1 then excess m u else 0.
Lemma lineE l u : line l u = valA l.+1 + valB l.+1 * u.
Proof. by rewrite /= /Narrow.line mulrBr addrA addrAC. Qed.
Lemma valueE l u : value l u = valA l + valB l * u + valC l * excess_before l u.
Proof. by case: l => [|l]; [rewrite /= !mul0r !addr0|rewrite -lineE]. Qed.

(* unit i of layer l < N: the height for i = 0, else the excess; of layer N: value - i *)
Definition rowA l (i : 'I_p.+2) : R := if (l < N)%N then
  if i == 0 then 0 else sign R l * (valA l - valA l.+1) else valA N - (i : nat)%:R.
Definition rowB l (i : 'I_p.+2) : R := if (l < N)%N then
  if i == 0 then 1 else sign R l * (valB l - valB l.+1) else valB N.
Definition rowC l (i : 'I_p.+2) : R := if (l < N)%N then
  if i == 0 then 0 else sign R l * valC l else valC N.
Variables (A : 'M[R]_(k, p.+2)) (c : 'cV[R]_k).
Definition ladder : net R (narrow M p.+1) N.+1 k := @Net R (narrow M p.+1) N.+1 k
  (fun l => match l return 'M[R]_(narrow M p.+1 l.+1, narrow M p.+1 l) with
    | 0 => (\col_i rowB 0 i) *m f^T
    | m.+1 => (\col_i rowB m.+1 i) *m delta_mx 0 0 + (\col_i rowC m.+1 i) *m delta_mx 0 1 end)
  (fun l => \col_i (rowA l i + (if l is 0 then rowB l i * c0 else 0))) A c.

Lemma ladder_first t i : gpre ladder (x t) 0 i 0 = rowA 0 i + rowB 0 i * v (cell t).
Proof.
rewrite /gpre /= -mulmxA mxE mxE big_ord1 !mxE -height mulrDr addrCA; congr (_ + (_ * _ + _)).
by apply: eq_bigr => j _; rewrite !mxE.
Qed.
Lemma ladder_next t l i : gpre ladder (x t) l.+1 i 0 = rowA l.+1 i +
  rowB l.+1 i * gstate ladder (x t) l.+1 0 0 + rowC l.+1 i * gstate ladder (x t) l.+1 1 0.
Proof.
rewrite /gpre; set z := gstate _ _ _; rewrite [LHS]mxE [X in _ + X]mxE addr0 addrC -addrA.
congr (_ + _); rewrite /= mulmxDl -!mulmxA -!rowE mxE.
by congr (_ + _); rewrite mxE big_ord1 !mxE.
Qed.

Lemma ladder_unit t l i : (l < N)%N -> gpre ladder (x t) l i 0 =
    rowA l i + rowB l i * v (cell t) + rowC l i * excess_before l (v (cell t)) ->
  gstate ladder (x t) l.+1 i 0 = if i == 0 then v (cell t) else excess l (v (cell t)).
Proof.
move=> lN e; rewrite mxE -/(gpre ladder (x t) l) e /rowA /rowB /rowC lN.
case: ifP => _; first by rewrite add0r mul1r mul0r addr0; apply/max_idPr/ltW.
by rewrite /excess valueE lineE collect.
Qed.
Lemma ladder_state t l i : (l < N)%N ->
  gstate ladder (x t) l.+1 i 0 = if i == 0 then v (cell t) else excess l (v (cell t)).
Proof.
elim: l i => [|l IH] i lN; apply: ladder_unit => //.
  by rewrite ladder_first /excess_before mulr0 addr0.
by rewrite ladder_next !IH // ltnW.
Qed.

Lemma ladder_last t i : gstate ladder (x t) N.+1 i 0 = (lab (cell t) - i)%:R.
Proof.
have iN := cellN t; have last l : l = N ->
    gpre ladder (x t) l i 0 = value l (v (cell t)) - (i : nat)%:R.
  case: l => [|m] eN; first by rewrite -eN in iN.
  have mN : (m < N)%N by rewrite -eN.
  have [lN vA vB vC] : [/\ (m.+1 < N)%N = false, valA N = valA m.+1, valB N = valB m.+1 &
    valC N = valC m.+1] by rewrite -eN ltnn.
  rewrite ladder_next !ladder_state // valueE /rowA /rowB /rowC lN vA vB vC /=.
  by rewrite [RHS]addrAC; congr (_ + _); rewrite [RHS]addrAC.
rewrite mxE -/(gpre ladder (x t) N) last //.
rewrite value_label //; have [le|lt] := leqP i (lab (cell t)).
  by rewrite natrB //; apply/max_idPr; rewrite subr_ge0 ler_nat.
rewrite (_ : (_ - _)%N = 0%N); last by apply/eqP/ltnW.
by apply/max_idPl; rewrite subr_le0 ler_nat ltnW.
Qed.
End Ladder.

(** W2: width max (2, Q - 1) is enough, here for the labels 0, .., q and width p + 2. *)
Section Enough.
Variables (R : realFieldType) (M p q k : nat) (T : finType) (x : T -> 'cV[R]_M).
Variables (label : T -> nat) (y : nat -> 'cV[R]_k).
Hypotheses (labels : forall t, (label t <= q)%N) (wide : (q <= p.+2)%N).
Hypothesis consistent : forall s t, x s = x t -> label s = label t.

Lemma hinges_indep : aff_indep (fun j : 'I_q.+1 => \col_(i < p.+2) (j - i)%:R : 'cV[R]_p.+2).
Proof.
move=> a s0 e; have top n (j : 'I_q.+1) : (0 < j)%N -> (q - j < n)%N -> a j = 0.
  elim: n j => // n IH j j0 jn; have ip : (j.-1 < p.+2)%N.
    by rewrite prednK // (leq_trans _ wide) // -ltnS.
  have := congr1 (fun z : 'cV[R]_p.+2 => z (Ordinal ip) 0) e; rewrite summxE [RHS]mxE => <-.
  rewrite (bigD1 j) //= big1 ?addr0 => [|i ne].
    by rewrite !mxE /= -[X in (X - _)%N](prednK j0) subSnn mulr1.
  rewrite !mxE /=; have [le|lt] := leqP i j.
    rewrite (_ : (i - _)%N = 0%N) ?mulr0 //; apply/eqP; rewrite subn_eq0 -ltnS prednK //.
    by rewrite ltn_neqAle le andbT.
  have jq := leq_trans lt (ltnSE (ltn_ord i)).
  rewrite [a i](IH i (leq_ltn_trans (leq0n _) lt)) ?mul0r //.
  exact: leq_trans (ltn_sub2l jq lt) jn.
move=> j; have [j0|] := posnP j; last by move=> /top; apply.
rewrite -[RHS]s0 (bigD1 j) //= big1 ?addr0 // => i ne; apply: (top q.+1).
  by rewrite lt0n; apply/eqP => i0; case/eqP: ne; apply/val_inj; rewrite /= i0 j0.
by rewrite ltnS leq_subr.
Qed.

Theorem W2 : exists th : net R (narrow M p.+1) (inputs x).+1 k,
  forall t, gout th (x t) = y (label t).
Proof.
have [f [v [cell [cellN at_cell mono inj]]]] := line_exists x.
have [|lab labE] := of_key 0%N (cell := cell) (v := label); first by move=> s t /inj/consistent.
pose lab' i := minn (lab i) q; have lab'q i : (lab' i <= q)%N by rewrite geq_minr.
have lab'E t : lab' (cell t) = label t by rewrite /lab' labE; apply/minn_idPl.
pose c0 := 1 + \sum_t `|dot f (x t)|; pose v' i := v i + c0.
have above t : 0 < v' (cell t).
  rewrite /v' -at_cell /c0 addrC -[X in _ + X]opprK subr_gt0; apply: le_lt_trans (ler_norm _) _.
  by rewrite normrN (bigD1 t) //= addrCA ltr_addl ltr_spaddl ?ltr01 // sumr_ge0.
have mono' i j : (i < j)%N -> (j < inputs x)%N -> v' i < v' j.
  by move=> ij jN; rewrite ltr_add2r mono.
have [A [c e]] := interpolate (fun j : 'I_q.+1 => y j) hinges_indep.
exists (ladder q (inputs x) f c0 v' lab' A c) => t.
have lt : (label t < q.+1)%N by rewrite ltnS.
rewrite -(e (Ordinal lt)) /gout; congr (_ *m _ + _); apply/colP => i.
rewrite [RHS]mxE /= -lab'E; apply: ladder_last => // s.
by rewrite at_cell.
Qed.
End Enough.

(** W2: affinely independent targets need q units in the last hidden layer, q + 1 their number. *)
Theorem W2_last (R : realFieldType) d L k q (th : net R d L k) (z : 'I_q.+1 -> 'cV[R]_(d 0%N))
  (y : 'I_q.+1 -> 'cV[R]_k) :
  aff_indep y -> (forall j, gout th (z j) = y j) -> (q <= d L)%N.
Proof.
move=> ind e; suff /lifted_full : aff_indep (fun j => gstate th (z j) L).
  by rewrite -col_leq_rank => h; have := leq_trans h (rank_leq_row _); rewrite addn1 ltnS.
exact: indep_before e ind.
Qed.

(** W2: width 1 gives a monotone function of one coordinate, so it needs two separable classes. *)
Section One.
Variables (R : realFieldType) (M : nat).
Lemma one_unit L k (th : net R (narrow M 0) L k) : exists w : 'cV[R]_M, forall l,
  (forall z z', dot w z <= dot w z' -> gstate th z l.+1 0 0 <= gstate th z' l.+1 0 0) \/
  (forall z z', dot w z <= dot w z' -> gstate th z' l.+1 0 0 <= gstate th z l.+1 0 0).
Proof.
have mono (a c : R) : a <= c -> Num.max 0 a <= Num.max 0 c.
  by move=> ac; rewrite le_maxl !le_maxr lexx ac orbT.
have up (a s s' c : R) : 0 <= a -> s <= s' -> Num.max 0 (a * s + c) <= Num.max 0 (a * s' + c).
  by move=> a0 le; apply: mono; rewrite ler_add2r ler_wpmul2l.
have down (a s s' c : R) : a < 0 -> s <= s' -> Num.max 0 (a * s' + c) <= Num.max 0 (a * s + c).
  by move=> a0 le; apply: mono; rewrite ler_add2r ler_wnmul2l // ltW.
have [s sE] : exists s : nat -> 'cV[R]_M -> R, forall l z, s l z = gstate th z l.+1 0 0.
  by exists (fun l z => gstate th z l.+1 0 0).
have first z : s 0%N z = Num.max 0 (dot (row 0 (gW th 0))^T z + gb th 0 0 0).
  rewrite sE mxE; congr Num.max; rewrite mxE; congr (_ + _).
  by rewrite dotE trmxK -row_mul [RHS]mxE.
have step l : exists a c, forall z, s l.+1 z = Num.max 0 (a * s l z + c).
  exists (gW th l.+1 0 0), (gb th l.+1 0 0) => z; rewrite !sE mxE; congr Num.max.
  by rewrite mxE; congr (_ + _); rewrite mxE big_ord1.
exists (row 0 (gW th 0))^T => l.
suff [h|h] : (forall z z', dot (row 0 (gW th 0))^T z <= dot (row 0 (gW th 0))^T z' ->
    s l z <= s l z') \/ (forall z z', dot (row 0 (gW th 0))^T z <= dot (row 0 (gW th 0))^T z' ->
    s l z' <= s l z).
- by left=> z z' le; rewrite -!sE h.
- by right=> z z' le; rewrite -!sE h.
elim: l => [|l IH]; first by left=> z z' le; rewrite !first; apply: mono; rewrite ler_add2r.
have [a [c e]] := step l; have [a0|a0] := leP 0 a.
  by case: IH => h; [left|right] => z z' /h le; rewrite !e; apply: up.
by case: IH => h; [right|left] => z z' /h le; rewrite !e; apply: down.
Qed.

Variables (T : finType) (x : T -> 'cV[R]_M) (P : pred T).
Lemma below_all (u : T -> R) : (forall s t, P s -> ~~ P t -> u s < u t) ->
  exists c, (forall s, P s -> u s < c) /\ (forall t, ~~ P t -> c < u t).
Proof.
move=> lt; have [s0 Ps0|none] := pickP P; last first.
  exists (- (1 + \sum_t `|u t|)); split=> [s|t _]; first by rewrite none.
  rewrite ltr_oppl; apply: le_lt_trans (ler_norm _) _; rewrite normrN (bigD1 t) //= addrCA.
  by rewrite ltr_addl ltr_spaddl ?ltr01 // sumr_ge0.
case: (arg_maxP u Ps0) => a Pa le; exists (u a + gap (fun t => u t - u a)).
split=> [s Ps|t Pt]; first by apply: le_lt_trans (le s Ps) _; rewrite ltr_addl gap_gt0.
have p0 : 0 < u t - u a by rewrite subr_gt0 lt.
rewrite -ltr_subr_addl -[X in _ < X](gtr0_norm p0).
by apply: (gapP (g := fun t => u t - u a)); rewrite gt_eqF.
Qed.

Theorem W2_one k (y : bool -> 'cV[R]_k) : y true != y false ->
  ((exists L (th : net R (narrow M 0) L.+1 k), forall t, gout th (x t) = y (P t)) <->
   separated x P).
Proof.
move=> ne; split=> [[L [th e]]|[f [c [h1 h2]]]]; last first.
  have [|th [o _]] := @G5 R M 0 k T x (fun t => ~~ P t : nat) (fun=> f) (fun=> c) _
      (fun j => y (j == 0%N)).
    by move=> t; case: (boolP (P t)) => Pt; split=> // *; first [exact: h1|exact: h2].
  by exists 1%N, th => t; rewrite o; case: (P t).
have close w : (forall s t, P s -> ~~ P t -> dot w (x s) < dot w (x t)) -> separated x P.
  by move=> /(below_all (u := fun t => dot w (x t)))[c h]; exists w, c.
have [a Pa|none] := pickP P; last by apply: (close 0) => s t; rewrite none.
have [a' Pa'|none] := pickP (predC P); last first.
  by apply: (close 0) => s t _; rewrite -[~~ _]/(predC P t) none.
have [w /(_ L) mono] := one_unit th; pose s t := gstate th (x t) L.+1 0 0.
have nz : gA th != 0.
  apply/eqP => z; case/eqP: ne; have := e a; have := e a'.
  by rewrite /gout z !mul0mx Pa (negbTE Pa') => <- <-.
have eq_s t t' : P t = P t' -> s t = s t'.
  move=> h; apply/eqP; rewrite -subr_eq0; apply: contraNT nz => nz.
  have /eqP : (s t - s t') *: gA th = 0; last by rewrite scaler_eq0 (negbTE nz).
  apply/matrixP => i j; rewrite (ord1 j) mxE [RHS]mxE.
  have /addIr/(congr1 (fun m : 'cV[R]_k => m i 0)) : gout th (x t) = gout th (x t') by rewrite !e h.
  by rewrite !mxE !big_ord1 => /eqP; rewrite -subr_eq0 -mulrBr mulrC => /eqP.
have ne_s : s a != s a'.
  apply: contra ne => /eqP es; rewrite -Pa -(negbTE Pa') -!e /gout.
  have -> : gstate th (x a) L.+1 = gstate th (x a') L.+1; last by [].
  by apply/colP => i; rewrite (ord1 i); apply: es.
have opp : (forall t t', P t -> ~~ P t' -> dot w (x t') < dot w (x t)) -> separated x P.
  by move=> h; apply: (close (- w)) => t t' Pt Pt'; rewrite !dotNl ltr_opp2 h.
have [inP offP] : (forall t, P t -> s t = s a) /\ (forall t, ~~ P t -> s t = s a').
  by split=> t Pt; apply: eq_s; rewrite ?Pt ?Pa // (negbTE Pt) (negbTE Pa').
case: (ltgtP (s a) (s a')) ne_s => // lt _; case: mono => h; [apply: close|apply: opp|
  apply: opp|apply: close] => t t' Pt Pt'; rewrite ltNge; apply/negP => /h;
  by rewrite -/(s t) -/(s t') (inP _ Pt) (offP _ Pt') leNgt lt.
Qed.
End One.

(**************************************************************************************************)
(* R1, R5, R7, G1, G2: networks of any widths; minima decided by linear algebra                   *)
(*   net R d L Q      == hidden layers gW l : d l.+1 x d l, gb l (those with l < L count), output *)
(*                     gA, gc                                                                     *)
(*   gstate, gpre, gout, gcost, gclose == as state, pre, out, cost, close of Network.v            *)
(*   open_region x D  == D t i says which units are active, all signs strict; closed_region       *)
(*                     allows zeros                                                               *)
(*   feature x D l    == the path features: coordinates and constants, masked along a chain of    *)
(*                     units                                                                      *)
(*   orthogonal a     == a is orthogonal to the constant and to every path feature of layer L     *)
(*   gtau W b V x     == V (relu (W x + b) - b)                                                   *)
(*   with_output th A c == th with another output layer; towards s: on the way to the best one    *)
(*   gap              == what the best output layer would save                                    *)
(*   penrose A V      == V is the Moore-Penrose inverse of A                                      *)
(*   gcumW, gcumb     == cumulative weights and biases; gtruncated V: the cascade of the          *)
(*                     truncation maps that the matrices V make                                   *)
(**************************************************************************************************)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq path div choice fintype.
From mathcomp Require Import ssrAC finfun tuple bigop finset ssralg ssrnum zmodp matrix.
From mathcomp Require Import mxalgebra vector.
From Theory Require Import Basic Near Readout Network.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory order.Order.Theory.
Local Open Scope ring_scope.

Section Widths.
Variables (R : realFieldType) (d : nat -> nat) (L Q : nat).

Record net := Net { gW : forall l, 'M[R]_(d l.+1, d l); gb : forall l, 'cV[R]_(d l.+1);
  gA : 'M[R]_(Q, d L); gc : 'cV[R]_Q }.
Implicit Types th : net.

Fixpoint gstate th (x : 'cV[R]_(d 0)) l : 'cV[R]_(d l) :=
  if l is k.+1 then relu (gW th k *m gstate th x k + gb th k) else x.
Definition gpre th x l := gW th l *m gstate th x l + gb th l.
Definition gout th x := gA th *m gstate th x L + gc th.

Definition gclose eps th th' :=
  [/\ forall l, (l < L)%N -> mclose eps (gW th l) (gW th' l),
      forall l, (l < L)%N -> mclose eps (gb th l) (gb th' l),
      mclose eps (gA th) (gA th') & mclose eps (gc th) (gc th')].

Lemma gclose_le th a e th' : a <= e -> gclose a th th' -> gclose e th th'.
Proof. by move=> le [h1 h2 h3 h4]; split=> [l lt|l lt||]; apply: mclose_le le _; auto. Qed.

Section Continuity.
Variable th : net.
Notation cont := (cont (fun e => gclose e th)).
Lemma gstate_cont x l : (l <= L)%N -> cont (gstate th x l) (fun z => gstate z x l).
Proof.
elim: l => [|l IH] lt /=; first exact: cont_const.
apply/relu_cont/cont_add; [exact: gclose_le| |by move=> e e0; exists e => // z [_ h _ _]; apply: h].
apply: cont_mul; [exact: gclose_le| |exact: IH (ltnW lt)].
by move=> e e0; exists e => // z [h _ _ _]; apply: h.
Qed.
Lemma gpre_cont x l : (l < L)%N -> cont (gpre th x l) (fun z => gpre z x l).
Proof.
move=> lt; apply: cont_add; [exact: gclose_le| |by move=> e e0; exists e => // z [_ h _ _];
  apply: h].
apply: cont_mul; [exact: gclose_le| |exact: gstate_cont (ltnW lt)].
by move=> e e0; exists e => // z [h _ _ _]; apply: h.
Qed.
End Continuity.

(** Points with weights and targets. *)
Variables (T : finType) (w : T -> R) (x : T -> 'cV[R]_(d 0)) (y : T -> 'cV[R]_Q).
Definition gcost th : R := \sum_t w t * sqn (gout th (x t) - y t).

(** An activation pattern, and the parameters in the closure of its region. *)
Variable D : forall l, T -> 'I_(d l.+1) -> bool.
Definition closed_region th := forall l t (i : 'I_(d l.+1)), (l < L)%N ->
  if D t i then 0 <= gpre th (x t) l i 0 else gpre th (x t) l i 0 <= 0.
Definition open_region th := forall l t (i : 'I_(d l.+1)), (l < L)%N ->
  if D t i then 0 < gpre th (x t) l i 0 else gpre th (x t) l i 0 < 0.

Lemma open_closed th : open_region th -> closed_region th.
Proof. by move=> h l t i lt; have := h l t i lt; case: ifP => _ /ltW. Qed.

Lemma open_region_open th : open_region th ->
  exists2 e, 0 < e & forall th', gclose e th th' -> open_region th'.
Proof.
move=> h; pose ball := @gclose_le th.
have [e e0 he] := common_delta ball (fun a : T * 'I_L =>
  cont_sign ball (gpre_cont th (x a.1) (ltn_ord a.2))).
exists e => // z /he {}he l t i lt; have := h l t i lt; have := he (t, Ordinal lt) i.
by case: ifP => _ sg; [apply: keep_gt0|apply: keep_lt0].
Qed.

(** The path features of the pattern (R1). *)
Inductive feature : nat -> (T -> R) -> Prop :=
| feature_input i : feature 0 (fun t => x t i 0)
| feature_start l (r : 'I_(d l.+1)) : feature l.+1 (fun t => if D t r then 1 else 0 : R)
| feature_step l (r : 'I_(d l.+1)) psi : feature l psi ->
  feature l.+1 (fun t => if D t r then psi t else 0).

Lemma feature_state th l a : closed_region th -> (l <= L)%N ->
  (forall psi, feature l psi -> \sum_t a t * psi t = 0) ->
  forall i, \sum_t a t * gstate th (x t) l i 0 = 0.
Proof.
move=> cr; elim: l a => [|l IH] a lt h i; first exact: (h _ (feature_input i)).
pose a' t := if D t i then a t else 0.
have a'E (g : T -> R) : \sum_t a' t * g t = \sum_t a t * (if D t i then g t else 0).
  by apply: eq_bigr => t _; rewrite /a'; case: ifP => _; rewrite ?mul0r ?mulr0.
have zero s : \sum_t a' t * gstate th (x t) l s 0 = 0.
  by apply: IH => [|psi f]; [exact: ltnW|rewrite a'E; apply: h; apply: feature_step].
have one : \sum_t a' t * 1 = 0 by rewrite a'E; apply: h; apply: feature_start.
have e t : a t * gstate th (x t) l.+1 i 0 =
    \sum_s gW th l i s * (a' t * gstate th (x t) l s 0) + gb th l i 0 * (a' t * 1).
  have -> : gstate th (x t) l.+1 i 0 = if D t i then gpre th (x t) l i 0 else 0.
    have := cr l t i lt; rewrite [gstate _ _ _ _ _]mxE -/(gpre th (x t) l).
    by case: ifP => _ s; [apply/max_idPr|apply/max_idPl].
  rewrite /a'; case: ifP => _; last first.
    by rewrite big1 => [|s _]; rewrite ?mul0r ?mulr0 ?addr0.
  rewrite mulr1 [gpre _ _ _ _ _]mxE [X in X + _]mxE mulrDr mulr_sumr [gb _ _ _ _ * _]mulrC.
  by congr (_ + _); apply: eq_bigr => s _; rewrite mulrCA.
rewrite (eq_bigr _ (fun t _ => e t)) big_split /= exchange_big /= -mulr_sumr one mulr0 addr0.
by rewrite big1 // => s _; rewrite -mulr_sumr zero mulr0.
Qed.

Definition orthogonal (a : T -> R) :=
  \sum_t a t = 0 /\ forall psi, feature L psi -> \sum_t a t * psi t = 0.

Lemma feature_output th a q : closed_region th -> orthogonal a ->
  \sum_t a t * gout th (x t) q 0 = 0.
Proof.
move=> cr [a1 af].
have e t : a t * gout th (x t) q 0 = \sum_s gA th q s * (a t * gstate th (x t) L s 0)
  + gc th q 0 * a t.
  rewrite [gout _ _ _ _]mxE [X in X + _]mxE mulrDr mulr_sumr [gc _ _ _ * _]mulrC.
  by congr (_ + _); apply: eq_bigr => s _; rewrite mulrCA.
rewrite (eq_bigr _ (fun t _ => e t)) big_split /= exchange_big /= -mulr_sumr a1 mulr0 addr0.
by rewrite big1 // => s _; rewrite -mulr_sumr (feature_state cr) ?mulr0.
Qed.

(** R1: residuals orthogonal to all path features. *)
Theorem R1 th th' : closed_region th -> closed_region th' ->
  (forall q, orthogonal (fun t => w t * (gout th (x t) - y t) q 0)) ->
  gcost th' = gcost th + \sum_t w t * sqn (gout th' (x t) - gout th (x t)).
Proof.
move=> cr cr' orth.
have cross : \sum_t w t * dot (gout th (x t) - y t) (gout th' (x t) - gout th (x t)) = 0.
  pose e t := gout th (x t) - y t; pose m t := gout th' (x t) - gout th (x t).
  rewrite (eq_bigr (fun t => \sum_q (w t * e t q 0) * m t q 0)) => [|t _]; last first.
    by rewrite mulr_sumr; apply: eq_bigr => q _; rewrite mulrA.
  rewrite exchange_big big1 //= => q _.
  rewrite (eq_bigr (fun t => (w t * e t q 0) * gout th' (x t) q 0 - (w t * e t q 0) * gout th (x t)
    q 0)).
    by rewrite sumrB !feature_output ?subrr //; apply: orth.
  by move=> t _; rewrite -mulrBr; congr (_ * _); rewrite !mxE.
rewrite -[RHS]addr0 -[X in _ = _ + X](mul0rn _ 2) -{2}cross -sumrMnl -!big_split;
  apply: eq_bigr => t _ /=.
have -> : gout th' (x t) - y t = (gout th (x t) - y t) + (gout th' (x t) - gout th (x t)).
  by rewrite [RHS]addrC addrA subrK.
by rewrite sqnD [LHS]mulrDr [X in X + _]mulrDr mulrnAr addrAC.
Qed.

Hypothesis w_ge0 : forall t, 0 <= w t.
Theorem R1_least th th' : closed_region th -> closed_region th' ->
  (forall q, orthogonal (fun t => w t * (gout th (x t) - y t) q 0)) -> gcost th <= gcost th'.
Proof.
move=> cr cr' orth; rewrite (R1 cr cr' orth) ler_addl; apply: sumr_ge0 => t _.
by rewrite mulr_ge0 ?sqn_ge0.
Qed.
Theorem R1_local th : open_region th ->
  (forall q, orthogonal (fun t => w t * (gout th (x t) - y t) q 0)) ->
  exists2 e, 0 < e & forall th', gclose e th th' -> gcost th <= gcost th'.
Proof.
move=> r orth; have [e e0 h] := open_region_open r; exists e => // th' /h r'.
by apply: R1_least orth; apply: open_closed.
Qed.
End Widths.

(** The Moore-Penrose inverse; that of independent rows is a right inverse. *)
Definition penrose (R : realFieldType) m n (A : 'M[R]_(m, n)) (V : 'M[R]_(n, m)) :=
  [/\ A *m V *m A = A, V *m A *m V = V, (A *m V)^T = A *m V & (V *m A)^T = V *m A].
Lemma penrose_right (R : realFieldType) m n (A : 'M[R]_(m, n)) V :
  penrose A V -> row_free A -> A *m V = 1%:M.
Proof. by move=> [e _ _ _] f; apply: (row_free_inj f); rewrite e mul1mx. Qed.

(** G2: the truncation map of independent rows, V their Moore-Penrose inverse. *)
Section Rows.
Variables (R : realFieldType) (M d : nat) (W : 'M[R]_(d, M)) (b : 'cV[R]_d) (V : 'M[R]_(M, d)).
Definition gtau x := V *m (relu (W *m x + b) - b).
Hypothesis right : W *m V = 1%:M.
Lemma gtau_layer x : W *m gtau x + b = relu (W *m x + b).
Proof. by rewrite mulmxA right mul1mx subrK. Qed.
Lemma gtau_idempotent x : gtau (gtau x) = gtau x.
Proof.
rewrite /gtau -/(gtau x) gtau_layer (_ : relu (relu _) = relu (W *m x + b)) //.
by apply/colP => i; rewrite !mxE; apply/max_idPr; rewrite le_maxr lexx.
Qed.
Lemma gtau_cone x : (forall i, 0 <= (W *m x + b) i 0) -> gtau x = V *m W *m x.
Proof.
move=> h; rewrite /gtau (_ : relu _ = W *m x + b) ?addrK ?mulmxA //.
by apply/colP => i; rewrite mxE; apply/max_idPr.
Qed.
Lemma gtau_apex x : (forall i, (W *m x + b) i 0 <= 0) -> gtau x = - (V *m b).
Proof.
move=> h; rewrite /gtau (_ : relu _ = 0) ?sub0r ?mulmxN //.
by apply/colP => i; rewrite [LHS]mxE [RHS]mxE; apply/max_idPl.
Qed.
Lemma gtau_rows x z : W *m z = 0 -> gtau (x + z) = gtau x.
Proof. by move=> e; rewrite /gtau mulmxDr e addr0. Qed.
End Rows.

(** R5: the last hidden layer as it is, another output layer. *)
Section Gap.
Variables (R : realFieldType) (d : nat -> nat) (L Q : nat) (T : finType).
Variables (w : T -> R) (x : T -> 'cV[R]_(d 0)) (y : T -> 'cV[R]_Q) (th : net R d L Q).
Let h t := gstate th (x t) L.
Definition with_output A c : net R d L Q := Net (gW th) (gb th) A c.
Lemma with_output_state A c z l : gstate (with_output A c) z l = gstate th z l.
Proof. by elim: l => //= l ->. Qed.
Lemma with_output_cost A c : gcost w x y (with_output A c) = acost w h y A c.
Proof. by apply: eq_bigr => t _; rewrite /gout with_output_state. Qed.
Lemma output_cost : gcost w x y th = acost w h y (gA th) (gc th).
Proof. by []. Qed.

Variables (A0 : 'M[R]_(Q, d L)) (c0 : 'cV[R]_Q).
Hypothesis best : stationary w h y A0 c0.
Definition gap := \tr (row_mx (gA th - A0) (gc th - c0) *m moment w (lifted h)
  *m (row_mx (gA th - A0) (gc th - c0))^T).
Theorem R5_gap : gcost w x y th - acost w h y A0 c0 = gap.
Proof.
move/stationaryE: best => e; rewrite output_cost !acostE (T1_square _ e) addrC addKr.
by rewrite /gap /gap opp_row_mx add_row_mx.
Qed.
(* the way to the best output layer *)
Definition towards s := with_output (gA th + s *: (A0 - gA th)) (gc th + s *: (c0 - gc th)).
Theorem R5_segment s : gcost w x y (towards s) - acost w h y A0 c0 = (1 - s) ^+ 2 * gap.
Proof.
move/stationaryE: best => e; rewrite with_output_cost !acostE (T1_square _ e) addrC addKr.
rewrite /gap; set D := row_mx (gA th - A0) (gc th - c0).
have -> : row_mx (gA th + s *: (A0 - gA th)) (gc th + s *: (c0 - gc th)) - row_mx A0 c0 =
    (1 - s) *: D.
  rewrite opp_row_mx add_row_mx scale_row_mx; congr row_mx.
    by rewrite scalerBl scale1r -scalerN opprB addrAC.
  by rewrite scalerBl scale1r -scalerN opprB addrAC.
have -> : ((1 - s) *: D)^T = (1 - s) *: D^T by rewrite linearZ.
by rewrite -scalemxAr -!scalemxAl scalerA mxtraceZ -expr2.
Qed.
Theorem R5_none eps : 0 < gap -> 0 < eps -> exists th' : net R d L Q, [/\ gclose eps th th',
  forall l, gW th' l = gW th l, forall l, gb th' l = gb th l &
  gcost w x y th' < gcost w x y th].
Proof.
move=> g0 e0; have [d1 d10 h1] := scale_close (A0 - gA th) e0.
have [d2 d20 h2] := scale_close (c0 - gc th) e0.
have m0 : 0 < Num.min d1 (Num.min d2 1) by rewrite !lt_minr d10 d20 ltr01.
have [s [s0 + _]] := small 0 (@ltr01 R) m0; rewrite !lt_minr => /and3P[s1 s2 s3].
exists (towards s); split=> //.
  split=> [l _|l _||]; [exact: mclose_refl|exact: mclose_refl| |].
    by apply: h1; rewrite gtr0_norm.
  by apply: h2; rewrite gtr0_norm.
rewrite -subr_gt0 -(subrK (acost w h y A0 c0) (gcost w x y th)) R5_gap.
rewrite -(subrK (acost w h y A0 c0) (gcost w x y (towards s))) R5_segment opprD addrACA.
rewrite subrr addr0 -{1}[gap]mul1r -mulrBl pmulr_rgt0 // subr_gt0 expr2.
have u0 : 0 < 1 - s by rewrite subr_gt0.
have u1 : 1 - s < 1 by rewrite ltr_subl_addl ltr_addr.
by apply: (lt_trans _ u1); rewrite gtr_pmulr.
Qed.
End Gap.

(** R7: where every cumulative matrix has a right inverse, the network is a cascade of truncation
    maps. *)
Section Cascade.
Variables (R : realFieldType) (d : nat -> nat) (L Q : nat) (th : net R d L Q) (x : 'cV[R]_(d 0)).
Fixpoint gcumW l : 'M[R]_(d l, d 0) := if l is k.+1 then gW th k *m gcumW k else 1%:M.
Fixpoint gcumb l : 'cV[R]_(d l) := if l is k.+1 then gW th k *m gcumb k + gb th k else 0.
Variable V : forall l, 'M[R]_(d 0, d l).
Fixpoint gtruncated l : 'cV[R]_(d 0) := if l is k.+1 then
  V l *m (relu (gcumW l *m gtruncated k + gcumb l) - gcumb l) else x.

(* one step, whatever V is *)
Lemma cascade_step l : gstate th x l = gcumW l *m gtruncated l + gcumb l ->
  gcumW l.+1 *m gtruncated l.+1 + gcumb l.+1 =
  gcumW l.+1 *m V l.+1 *m (gstate th x l.+1 - gcumb l.+1) + gcumb l.+1.
Proof.
move=> e; rewrite [gtruncated _]/= -/(gcumW l.+1) -/(gcumb l.+1) mulmxA.
suff -> : gcumW l.+1 *m gtruncated l + gcumb l.+1 = gW th l *m gstate th x l + gb th l by [].
by rewrite e /= mulmxDr !mulmxA addrA.
Qed.

Theorem R7 l : (forall k, (k <= l)%N -> gcumW k *m V k = 1%:M) ->
  gstate th x l = gcumW l *m gtruncated l + gcumb l.
Proof.
elim: l => [|l IH] h; first by rewrite /= mul1mx addr0.
by rewrite cascade_step ?IH ?h ?mul1mx ?subrK // => k kl; apply: h; apply: leqW.
Qed.

(** G1: how far the recursion goes, with any matrices V. *)
Theorem G1 l : (forall k, (k <= l)%N -> gstate th x k = gcumW k *m gtruncated k + gcumb k) <->
  (forall k, (k < l)%N ->
    (1%:M - gcumW k.+1 *m V k.+1) *m (gstate th x k.+1 - gcumb k.+1) = 0).
Proof.
split=> [h k kl|h].
  have := h k.+1 kl; rewrite (cascade_step (h k (ltnW kl))) mulmxBl mul1mx => e.
  by apply/eqP; rewrite subr_eq0 subr_eq -e.
elim=> [|k IH] kl; first by rewrite /= mul1mx addr0.
have e := IH (ltnW kl); rewrite cascade_step //.
have /eqP := h k kl; rewrite mulmxBl mul1mx subr_eq0 => /eqP <-.
by rewrite subrK.
Qed.
End Cascade.

(**************************************************************************************************)
(* T6a: partitions of the classes into blocks that share no point, in any widths                  *)
(*   part j, lay b       == the block of class j; a layer that switches all points of block b off *)
(*   pattern x th        == the units that are positive at the points                             *)
(*   switched cl x part lay th == each block is off at its layer, and no pre-activation is 0      *)
(*   behind M K n r      == widths M, K, n, r, r, ..                                              *)
(*   joined front deep   == the truncation network deep behind the outputs of front               *)
(*   last_states x rep th == the last hidden values at one point a block, a row of ones below     *)
(**************************************************************************************************)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq path div choice fintype.
From mathcomp Require Import ssrAC finfun tuple bigop finset ssralg ssrnum zmodp matrix.
From mathcomp Require Import mxalgebra vector.
From Theory Require Import Basic Near Descent Moments Network Cumulative Jacobian ZeroLoss Widths.
From Theory Require Import Manifold Cells Separable.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory order.Order.Theory.
Local Open Scope ring_scope.

(** Residuals of block means are orthogonal to all that is constant on the blocks. *)
Lemma block_orthogonal (R : realFieldType) (T : finType) (K : eqType) n (key : T -> K) (w : T -> R)
  (y : T -> 'cV[R]_n) (psi : T -> R) q : (forall t, 0 < w t) ->
  (forall s t, key s = key t -> psi s = psi t) ->
  \sum_t w t * (block_mean key w y t - y t) q 0 * psi t = 0.
Proof.
move=> w0 const; rewrite (by_blocks key w0) big1 // => t _.
rewrite (eq_bigr (fun i => (w i *: (block_mean key w y i - y i)) q 0 * psi t))
  => [|i /eqP/const ->].
  by rewrite -mulr_suml -summxE block_centred // mxE mul0r mulr0.
by rewrite [X in _ = X * _]mxE.
Qed.

Section Switched.
Variables (R : realFieldType) (d : nat -> nat) (N Q : nat) (T : finType) (w : T -> R).
Variables (cl : T -> 'I_Q) (x : T -> 'cV[R]_(d 0)) (y : 'I_Q -> 'cV[R]_Q).
Variables (part : 'I_Q -> nat) (lay : nat -> nat).
Hypothesis w_gt0 : forall t, 0 < w t.
Implicit Types th : net R d N Q.
Notation yt := (fun t => y (cl t)).

Definition pattern th l t i := 0 < gpre th (x t) l i 0.
Definition switched th := [/\ forall t l i, (l < N)%N -> gpre th (x t) l i 0 != 0,
  forall t, (lay (part (cl t)) < N)%N & forall t i, gpre th (x t) (lay (part (cl t))) i 0 < 0].

Variable th : net R d N Q.
Hypothesis off : switched th.
Notation D := (pattern th).

Lemma open_pattern : open_region x D th.
Proof.
have [nz _ _] := off => l t i lt; have := nz t l i lt; rewrite /pattern.
by case: ltgtP.
Qed.

(* in the region all points of a block have one state behind the layer of the block *)
Lemma gathered th' s t m : open_region x D th' -> part (cl s) = part (cl t) ->
  (lay (part (cl t)) < m)%N -> (m <= N)%N -> gstate th' (x s) m = gstate th' (x t) m.
Proof.
move=> rg e; elim: m => // m IH; rewrite ltnS leq_eqVlt => /orP[/eqP le|lt] mN; last first.
  by rewrite /= IH // ltnW.
have [_ _ neg] := off; have zero u : part (cl u) = part (cl t) -> gstate th' (x u) m.+1 = 0.
  move=> eu; apply: relu_neg => i; have := rg m u i mN.
  by have := neg u; rewrite eu le => /(_ i)/lt_gtF; rewrite /pattern => ->.
by rewrite !zero.
Qed.

Lemma feature_gathered psi m s t : feature x D m psi -> (m <= N)%N ->
  part (cl s) = part (cl t) -> (lay (part (cl t)) < m)%N -> psi s = psi t.
Proof.
move=> f mN e; elim: f mN => // {m psi} [l r lN|l r psi _ IH lN]; rewrite ltnS leq_eqVlt.
all: have [_ _ neg] := off; have same : (lay (part (cl t)) < l)%N -> D s r = D t r
  by move=> lt; rewrite /pattern /gpre (gathered open_pattern e lt) // ltnW.
all: have zero u : part (cl u) = part (cl t) -> lay (part (cl t)) = l -> D u r = false
  by move=> eu el; have := neg u; rewrite eu el => /(_ r)/lt_gtF.
  by move=> /orP[/eqP h|/same -> //]; rewrite !zero.
by move=> /orP[/eqP h|lt]; [rewrite !zero|rewrite (same lt) IH // ltnW].
Qed.

Hypothesis means : forall t, gout th (x t) = merged_mean w cl y part t.

(** T6a: value, and a local minimum in all parameters. *)
Theorem T6a_value : gcost w x yt th = merged_cost w cl y part.
Proof. by apply: eq_bigr => t _; rewrite means. Qed.

Lemma residuals q : orthogonal N x D (fun t => w t * (gout th (x t) - yt t) q 0).
Proof.
have [_ lN _] := off.
have key psi : (forall s t, part (cl s) = part (cl t) -> psi s = psi t) ->
    \sum_t w t * (gout th (x t) - yt t) q 0 * psi t = 0.
  move=> const; rewrite -[RHS](block_orthogonal yt q w_gt0 const).
  by apply: eq_bigr => t _; rewrite means.
split=> [|psi f]; last by apply: key => s t e; apply: (feature_gathered f) => //; apply: lN.
by rewrite -[RHS](key (fun=> 1)) //; apply: eq_bigr => t _; rewrite mulr1.
Qed.

Theorem T6a_local : exists2 e, 0 < e &
  forall th', gclose e th th' -> gcost w x yt th <= gcost w x yt th'.
Proof. by apply: R1_local open_pattern residuals => t; apply: ltW. Qed.

(** Near th the minimizers are a graph. *)
Variables (n : nat) (rep : 'I_n -> T).
Hypotheses (few : forall j, (part j < n)%N) (repE : forall i : 'I_n, part (cl (rep i)) = i).
Definition last_states th' : 'M[R]_(d N + 1, n) :=
  \matrix_(k, i) (col_mx (gstate th' (x (rep i)) N) (1%:M : 'cV_1)) k 0.
Definition goutput_layer th' : 'M[R]_(Q, d N + 1) := row_mx (gA th') (gc th').

Lemma goutput_columns th' :
  goutput_layer th' *m last_states th' = columns (fun i => gout th' (x (rep i))).
Proof.
apply/matrixP => i j; rewrite [RHS]mxE /gout.
have -> : gA th' *m gstate th' (x (rep j)) N + gc th' =
    goutput_layer th' *m col_mx (gstate th' (x (rep j)) N) 1%:M by rewrite mul_row_col mulmx1.
by rewrite [LHS]mxE [RHS]mxE; apply: eq_bigr => k _; rewrite [last_states _ _ _]mxE.
Qed.

Lemma minimizers th' : open_region x D th' ->
  (gcost w x yt th' = merged_cost w cl y part <->
   goutput_layer th' *m last_states th' = columns (fun i => merged_mean w cl y part (rep i))).
Proof.
move=> rg; have [_ lN _] := off; rewrite goutput_columns.
have const s t : part (cl s) = part (cl t) -> gout th' (x s) = gout th' (x t).
  by move=> e; rewrite /gout (gathered rg e) // lN.
have meanE s t : part (cl s) = part (cl t) -> merged_mean w cl y part s = merged_mean w cl y part t.
  exact: (block_mean_eq (key := fun t => part (cl t))).
pose at_rep t := rep (Ordinal (few (cl t))).
have repE' t : part (cl t) = part (cl (at_rep t)) by rewrite repE.
rewrite /gcost (blocks_square yt w_gt0 const); split=> [/eqP|e].
  rewrite -[X in _ == X]addr0 (inj_eq (addrI _)) psumr_eq0 => [/allP h|t _]; last first.
    by rewrite mulr_ge0 ?sqn_ge0 // ltW.
  apply/matrixP => i j; rewrite [LHS]mxE [RHS]mxE; have := h (rep j) (mem_index_enum _).
  by rewrite /= mulf_eq0 gt_eqF //= sqn_eq0 subr_eq0 => /eqP ->.
rewrite big1 ?addr0 // => t _; rewrite (const _ _ (repE' t)) -/(merged_mean w cl y part t).
rewrite (meanE _ _ (repE' t)) (_ : gout _ _ = merged_mean w cl y part (at_rep t)).
  by rewrite subrr sqn0 mulr0.
apply/colP => i; have := congr1 (fun m : 'M[R]_(Q, n) => m i (Ordinal (few (cl t)))) e.
by rewrite !mxE.
Qed.

Theorem T6a_graph : row_full (last_states th) ->
  exists s : 'I_n -> 'I_(d N + 1), injective s /\ exists2 e, 0 < e & forall th', gclose e th th' ->
  [/\ open_region x D th', rowsub s (last_states th') \in unitmx &
    gcost w x yt th' = merged_cost w cl y part <-> colsub s (goutput_layer th') =
      (columns (fun i => merged_mean w cl y part (rep i))
        - \sum_(l | l \notin [set s i | i in 'I_n])
        col l (goutput_layer th') *m row l (last_states th')) *m
      invmx (rowsub s (last_states th'))].
Proof.
move=> full; have state_near i : cont (fun e => gclose e th) (gstate th (x (rep i)) N)
  (fun th' => gstate th' (x (rep i)) N) by apply: gstate_cont.
have [s [inj [d1 d10 h1]]] := solve_near (@gclose_le _ _ _ _ th) goutput_layer
  (columns (fun i => merged_mean w cl y part (rep i))) full state_near.
have [d2 d20 h2] := open_region_open open_pattern.
exists s; split=> //; exists (Num.min d1 d2) => [|th' cl']; first by rewrite lt_minr d10.
have rg' : open_region x D th' by apply: h2; apply: gclose_le cl'; rewrite le_minl lexx orbT.
have [|uS solved] := h1 th' _; first by apply: gclose_le cl'; rewrite le_minl lexx.
by split=> //; rewrite minimizers.
Qed.
End Switched.

(** The truncation network behind the outputs of two layers. *)
Section Behind.
Variables (R : realFieldType) (M K n r Q L : nat).
Variables (front : net R (two_widths M K n) 2 r) (deep : params R L.+1 r Q).
Definition behind l := match l with 0 => M | 1 => K | 2 => n | _ => r end.
Definition joined : net R behind L.+3 Q := @Net R behind L.+3 Q
  (fun l => match l return 'M[R]_(behind l.+1, behind l) with
    | 0 => gW front 0 | 1 => gW front 1 | 2 => W deep 0 *m gA front | m.+3 => W deep m.+1 end)
  (fun l => match l return 'cV[R]_(behind l.+1) with
    | 0 => gb front 0 | 1 => gb front 1 | 2 => W deep 0 *m gc front + b deep 0
    | m.+3 => b deep m.+1 end) (WO deep) (bO deep).
Lemma joined_first z : gpre joined z 2 = pre deep (gout front z) 0.
Proof. by rewrite /gpre /pre /gout /= mulmxDr mulmxA addrA. Qed.
Lemma joined_state z l : gstate joined z l.+3 = state deep (gout front z) l.+1.
Proof.
elim: l => [|l IH]; first by rewrite [LHS](congr1 (@relu R r) (joined_first z)).
by rewrite [LHS]/= -/(gstate joined z l.+3) IH.
Qed.
Lemma joined_pre z l : gpre joined z l.+2 = pre deep (gout front z) l.
Proof. by case: l => [|l]; [apply: joined_first|rewrite /gpre joined_state]. Qed.
Lemma joined_out z : gout joined z = out deep (gout front z).
Proof. by rewrite /gout joined_state. Qed.
End Behind.

(** Blocks that share no point are told apart by a decision list. *)
Lemma T6a_list (R : realFieldType) M Q q (T : finType) (cl : T -> 'I_Q) (x : T -> 'cV[R]_M)
  (part : 'I_Q -> 'I_q.+2) : (forall s t, x s = x t -> part (cl s) = part (cl t)) ->
  exists K (cell : T -> nat) f b (g : nat -> nat), decision_list K x cell f b /\
  forall t, part (cl t) = g (cell t) :> nat.
Proof.
move=> apart; have [K [cell [f [b [cells inj]]]]] := list_exists x.
have [|g e] := of_key 0%N (cell := cell) (v := fun t => part (cl t) : nat).
  by move=> s t /inj/apart ->.
by exists K, cell, f, b, g; split=> // t; rewrite e.
Qed.

Section Blocks.
Variables (R : realFieldType) (M Q q K L : nat) (T : finType) (w : T -> R).
Variables (cl : T -> 'I_Q) (x : T -> 'cV[R]_M) (y : 'I_Q -> 'cV[R]_Q) (part : 'I_Q -> 'I_q.+2).
Variables (cell : T -> nat) (f : nat -> 'cV[R]_M) (b : nat -> R) (g : nat -> nat).
Hypothesis cells : decision_list K x cell f b.
Hypothesis blocks : forall t, part (cl t) = g (cell t) :> nat.
Hypothesis long : (q.+1 <= L)%N.

(* one point a block: corners of a cube, cut off one after the other *)
Definition vertex l : 'cV[R]_q.+1 := \col_i (if i == l :> nat then -1 else 1).
Definition axis j : 'cV[R]_q.+1 := \col_i (i == j :> nat)%:R.
Lemma axis_dot (j : 'I_q.+1) v : dot (axis j) v = v j 0.
Proof.
rewrite /dot (bigD1 j) //= big1 ?addr0 => [|i ne]; first by rewrite mxE eqxx mul1r.
by rewrite mxE (_ : (i == j :> nat) = false) ?mul0r //; apply: negbTE.
Qed.
Lemma vertex_list : decision_list q.+1 (fun t => vertex (part (cl t))) (fun t => part (cl t))
  axis (fun=> 0).
Proof.
move=> t; split=> [|k kK lt|lt]; first by rewrite -ltnS.
  by rewrite (axis_dot (Ordinal kK)) mxE /= (ltn_eqF lt) ltr01.
by rewrite (axis_dot (Ordinal lt)) mxE /= eqxx oppr_lt0 ltr01.
Qed.
Lemma vertex_height l : heights q axis (fun=> 0) (vertex l) = vertex l.
Proof. by apply/colP => i; rewrite heightsE axis_dot subr0. Qed.

Theorem T6a (J : {set 'I_K}) : (forall k : 'I_K, k \notin J -> g k.+1 = g k) ->
  exists th : net R (behind M K #|J| q.+1) L.+3 Q,
  [/\ switched cl x (fun j => part j) (fun k => k.+2) th,
    forall t, gout th (x t) = merged_mean w cl y (fun j => part j) t &
    forall rep : 'I_q.+2 -> T, (forall i, part (cl (rep i)) = i) ->
    row_full (last_states x rep th)].
Proof.
move=> jumps; have [|front [fo fs]] := P1 (c := fun k => vertex (g k)) cells (J := J).
  by move=> k /jumps ->.
have [|c cE] := of_key 0 (cell := fun t => part (cl t))
    (v := merged_mean w cl y (fun j => part j)).
  by move=> s t; apply: (block_mean_eq (key := fun t => part (cl t) : nat)).
have [deep [_ sg o [p ind pE]]] := deep_heights vertex_list c (long : (q.+1 < L.+1)%N).
have seen t : gout front (x t) = vertex (part (cl t)) by rewrite fo -blocks.
have in_deep t : (part (cl t) < L.+1)%N :=
  leq_trans (ltn_ord _) (long : (q.+2 <= L.+1)%N).
exists (joined front deep); split=> [|t|rep repE].
- have deepE t l : gpre (joined front deep) (x t) l.+2 = pre deep (vertex (part (cl t))) l.
    by rewrite joined_pre seen.
  split=> [t l i|t|t i]; last 2 first.
  + exact: (in_deep t : (_ < L.+1)%N).
  + by have := sg t _ i (in_deep t); rewrite eqxx vertex_height deepE.
  case: l i => [|[|l]] i lt; [exact: (fs t 0%N)|exact: (fs t 1%N)|].
  rewrite deepE; have := sg t l i lt; rewrite vertex_height.
  by case: ifP => _; [move/lt_eqF ->|move/gt_eqF ->].
- by rewrite joined_out seen -[vertex _]vertex_height o cE.
apply: (@lifted_full _ _ _ (fun i => gstate (joined front deep) (x (rep i)) L.+3)) => a s0 e.
apply: ind s0 _; rewrite -[RHS]e; apply: eq_bigr => i _.
by rewrite joined_state seen -[vertex _]vertex_height pE repE.
Qed.
End Blocks.

(**************************************************************************************************)
(* D2-D4, T5: ReLU networks of width M, cumulative parameters, the region R_I                     *)
(*   params R L M Q == L hidden layers (W_l, b_l) and an output layer (WO, bO); W th l, b th l    *)
(*                     for l : nat                                                                *)
(*   relu           == max 0, entry by entry                                                      *)
(*   state th x l   == the state after l hidden layers     pre th x l == pre-activation of layer  *)
(*                     l                                                                          *)
(*   out th x       == the output       wcost w cl x y th == the cost for weights w of the points *)
(*   cost cl x y th == the cost: every class has the weight 1, every point of it 1 / members      *)
(*   cumW, cumb     == cumulative weights and biases       rA, rc == the same at the output layer *)
(*   apex th l      == the point that layer l collapses to                                        *)
(*   regular th     == all W_l are invertible                                                     *)
(*   close e th th' == all entries differ by less than e                                          *)
(*   lay j          == the layer that collapses class j (lay j >= L: none does)                   *)
(*   collapsed L lay == the classes that are collapsed     apexes lay th j == apex of the layer   *)
(*                     of j                                                                       *)
(*   region cl x lay th == th is regular; at layer lay j all units are negative on class j,       *)
(*                     at every other layer all are positive                                      *)
(**************************************************************************************************)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq path div choice fintype.
From mathcomp Require Import ssrAC finfun tuple bigop finset ssralg ssrnum zmodp matrix.
From mathcomp Require Import mxalgebra vector.
From Theory Require Import Basic Near Readout Descent.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory order.Order.Theory.
Local Open Scope ring_scope.

Section Network.
Variables (R : realFieldType) (L M Q : nat).

(** All parameters: L hidden layers (W_l, b_l), and the output layer. *)
Definition params := ({ffun 'I_L -> 'M[R]_M * 'cV[R]_M} * ('M[R]_(Q, M) * 'cV[R]_Q))%type.
Implicit Types th : params.
Definition W th (l : nat) : 'M[R]_M := if insub l is Some i then (th.1 i).1 else 0.
Definition b th (l : nat) : 'cV[R]_M := if insub l is Some i then (th.1 i).2 else 0.
Definition WO th : 'M[R]_(Q, M) := th.2.1.
Definition bO th : 'cV[R]_Q := th.2.2.
Definition make (fW : nat -> 'M[R]_M) (fb : nat -> 'cV[R]_M) A c : params :=
  ([ffun i : 'I_L => (fW i, fb i)], (A, c)).

Lemma W_make fW fb A c l : (l < L)%N -> W (make fW fb A c) l = fW l.
Proof. by move=> h; rewrite /W; case: insubP => [i _ <-|]; rewrite ?h // ffunE. Qed.
Lemma b_make fW fb A c l : (l < L)%N -> b (make fW fb A c) l = fb l.
Proof. by move=> h; rewrite /b; case: insubP => [i _ <-|]; rewrite ?h // ffunE. Qed.
Lemma W_ord th (i : 'I_L) : W th i = (th.1 i).1.
Proof. by rewrite /W valK. Qed.
Lemma b_ord th (i : 'I_L) : b th i = (th.1 i).2.
Proof. by rewrite /b valK. Qed.

(** The network. *)
Definition relu n (v : 'cV[R]_n) : 'cV[R]_n := map_mx (Num.max 0) v.
Fixpoint state th (x : 'cV[R]_M) (l : nat) : 'cV[R]_M :=
  if l is k.+1 then relu (W th k *m state th x k + b th k) else x.
Definition pre th x l := W th l *m state th x l + b th l.
Definition out th x := WO th *m state th x L + bO th.

(** Cumulative parameters (D4). *)
Fixpoint cumW th l : 'M[R]_M := if l is k.+1 then W th k *m cumW th k else 1%:M.
Fixpoint cumb th l : 'cV[R]_M := if l is k.+1 then W th k *m cumb th k + b th k else 0.
Definition rA th := WO th *m cumW th L.
Definition rc th := WO th *m cumb th L + bO th.
Definition apex th l := - (invmx (cumW th l.+1) *m cumb th l.+1).
Definition regular th := forall l, (l < L)%N -> W th l \in unitmx.

Lemma cumW_unit th l : regular th -> (l <= L)%N -> cumW th l \in unitmx.
Proof.
move=> r; elim: l => [|l h] lt /=; first exact: unitmx1.
by rewrite unitmx_mul r // h // ltnW.
Qed.

Lemma relu_pos n (v : 'cV[R]_n) : (forall i, 0 < v i 0) -> relu v = v.
Proof. by move=> h; apply/colP => i; rewrite mxE; apply/max_idPr/ltW/h. Qed.
Lemma relu_neg n (v : 'cV[R]_n) : (forall i, v i 0 < 0) -> relu v = 0.
Proof. by move=> h; apply/colP => i; rewrite !mxE; apply/max_idPl/ltW/h. Qed.

(** Two sets of parameters whose entries all differ by less than eps. *)
Definition close eps th th' :=
  [/\ forall i : 'I_L, mclose eps (th.1 i).1 (th'.1 i).1, forall i : 'I_L,
    mclose eps (th.1 i).2 (th'.1 i).2,
      mclose eps (WO th) (WO th') & mclose eps (bO th) (bO th')].

Lemma close_le th d e th' : d <= e -> close d th th' -> close e th th'.
Proof. by move=> le [h1 h2 h3 h4]; split=> [i|i||]; apply: mclose_le le _. Qed.

Lemma relu_contraction (a c : R) : `|Num.max 0 a - Num.max 0 c| <= `|a - c|.
Proof.
case: (leP 0 a) => p; case: (leP 0 c) => q //.
- by rewrite subr0 ger0_norm // ler_normr ler_subr_addr ger_addl ltW.
- rewrite sub0r normrN ger0_norm // ler_normr opprB; apply/orP; right.
  by rewrite ler_subr_addr ger_addl ltW.
by rewrite subrr normr0.
Qed.

Lemma relu_cont (X : Type) (ball : R -> X -> Prop) n (f0 : 'cV[R]_n) f :
  cont ball f0 f -> cont ball (relu f0) (fun z => relu (f z)).
Proof.
move=> h e /h[d d0 {}h]; exists d => // z /h {}h i j; rewrite !mxE; have := h i j.
exact/le_lt_trans/relu_contraction.
Qed.

Section Continuity.
Variable th : params.
Notation cont := (cont (fun d => close d th)).
Lemma W_cont l : cont (W th l) (fun z => W z l).
Proof.
move=> e e0; exists e => // z [h _ _ _]; rewrite /W; case: insubP => [i _ _|_] //.
exact: mclose_refl.
Qed.
Lemma b_cont l : cont (b th l) (fun z => b z l).
Proof.
move=> e e0; exists e => // z [_ h _ _]; rewrite /b; case: insubP => [i _ _|_] //.
exact: mclose_refl.
Qed.
Lemma state_cont x l : cont (state th x l) (fun z => state z x l).
Proof.
elim: l => [|l h] /=; first exact: cont_const.
apply/relu_cont/cont_add; [exact: close_le| |exact: b_cont].
by apply: cont_mul; [exact: close_le|exact: W_cont|].
Qed.
Lemma pre_cont x l : cont (pre th x l) (fun z => pre z x l).
Proof.
apply: cont_add; [exact: close_le| |exact: b_cont].
by apply: cont_mul; [exact: close_le|exact: W_cont|exact: state_cont].
Qed.
End Continuity.

(** Labelled points, and for each class the layer that collapses it (`lay j >= L`: none does). *)
Variables (T : finType) (w : T -> R) (cl : T -> 'I_Q) (x : T -> 'cV[R]_M) (y : 'I_Q -> 'cV[R]_Q).
Hypotheses (w_gt0 : forall t, 0 < w t) (nonempty : forall j, exists t, cl t = j).
Definition wcost th : R := \sum_t w t * sqn (out th (x t) - y (cl t)).

Lemma wcost_eq0 th : wcost th = 0 <-> forall t, out th (x t) = y (cl t).
Proof.
split=> [/eqP|e]; last by apply: big1 => t _; rewrite e subrr sqn0 mulr0.
rewrite psumr_eq0 => [/allP z t|t _]; last by rewrite mulr_ge0 ?sqn_ge0 // ltW.
have := z t (mem_index_enum t); rewrite /= mulf_eq0 gt_eqF //= sqn_eq0 subr_eq0.
by move/eqP.
Qed.

Variable lay : 'I_Q -> nat.
Definition collapsed : pred 'I_Q := fun j => (lay j < L)%N.

(** R_I: all W_l invertible; at its layer a collapsed class is strictly negative in all units,
  all else is strictly positive. *)
Definition region th := regular th /\ forall t l i, (l < L)%N ->
  if l == lay (cl t) then pre th (x t) l i 0 < 0 else 0 < pre th (x t) l i 0.
Definition apexes th (j : 'I_Q) := apex th (lay j).

Lemma before th t l : region th -> (l <= L)%N -> (l <= lay (cl t))%N ->
  state th (x t) l = cumW th l *m x t + cumb th l.
Proof.
move=> [_ h]; elim: l => [|l IH] lt le /=; first by rewrite mul1mx addr0.
have e := IH (ltnW lt) (ltnW le); rewrite relu_pos; last first.
  by move=> i; have := h t l i lt; rewrite ltn_eqF.
by rewrite e mulmxDr mulmxA addrA.
Qed.

Lemma apex_zero th l : regular th -> (l < L)%N -> cumW th l.+1 *m apex th l + cumb th l.+1 = 0.
Proof. by move=> r lt; rewrite mulmxN mulKVmx ?addNr // cumW_unit. Qed.

Lemma after th t l : region th -> (l <= L)%N -> (lay (cl t) < l)%N ->
  state th (x t) l = cumW th l *m apexes th (cl t) + cumb th l.
Proof.
move=> [r h]; elim: l => [|l IH] lt //; rewrite ltnS leq_eqVlt => /orP[/eqP e|le].
  rewrite -[in RHS]e /apexes apex_zero ?e //=.
  by apply: relu_neg => i; have := h t l i lt; rewrite -e eqxx.
have e := IH (ltnW lt) le; rewrite /= relu_pos; last first.
  by move=> i; have := h t l i lt; rewrite gtn_eqF.
by rewrite e mulmxDr mulmxA addrA.
Qed.

(** L1 in the region: the state at the output layer is the truncated point in the cumulative frame.
  *)
Lemma last_state th t : region th -> state th (x t) L = cumW th L *m trunc cl x collapsed (apexes
  th) t + cumb th L.
Proof.
move=> r; rewrite /trunc /collapsed; case: ltnP => h; [exact: after|exact: before].
Qed.

Theorem region_output th t : region th -> out th (x t) = rA th *m trunc cl x collapsed (apexes th)
  t + rc th.
Proof. by move=> r; rewrite /out last_state // mulmxDr mulmxA -addrA. Qed.

(** T5: the cost in R_I depends on (A, c, p) alone. *)
Theorem T5_cost th : region th -> wcost th = F w cl x y collapsed (rA th) (rc th) (apexes th).
Proof. by move=> r; apply: eq_bigr => t _; rewrite region_output. Qed.

(** T5a: with the hidden layers fixed, a stationary output layer is a global minimum,
  whatever the hidden layers. *)
Theorem T5a th A c : stationary w (fun t => state th (x t) L) (fun t => y (cl t)) (WO th) (bO th) ->
  wcost th <= wcost (th.1, (A, c)).
Proof.
move=> st; have e A' c' : wcost (th.1, (A', c')) = acost w (fun t => state th (x t) L)
  (fun t => y (cl t)) A' c'.
  have st' z l : state (th.1, (A', c')) z l = state th z l by elim: l => //= l ->.
  by apply: eq_bigr => t _; rewrite /out st'.
have -> : wcost th = wcost (th.1, (WO th, bO th)) by clear; case: th => [h [A1 c1]].
by rewrite !e; apply: T2_minimum.
Qed.

(** T5b: among all parameters of the region with the same apexes, stationary in (A, c)
  means least. *)
Theorem T5b th th' : region th -> region th' -> (forall j, collapsed j ->
  apexes th' j = apexes th j) ->
  stationary w (trunc cl x collapsed (apexes th)) (fun t => y (cl t)) (rA th) (rc th) ->
    wcost th <= wcost th'.
Proof.
move=> r r' same st; rewrite !T5_cost //.
have -> : F w cl x y collapsed (rA th') (rc th') (apexes th') =
  F w cl x y collapsed (rA th') (rc th')
  (apexes th).
  have tr t : trunc cl x collapsed (apexes th') t = trunc cl x collapsed (apexes th) t.
    by rewrite /trunc; case: ifP => // h; rewrite same.
  by rewrite /F /acost; apply: eq_bigr => t _; rewrite tr.
exact: T2_minimum.
Qed.

(** T5c: without collapse the apexes play no part. *)
Theorem T5c th th' : (forall j, ~~ collapsed j) -> region th -> region th' ->
  stationary w x (fun t => y (cl t)) (rA th) (rc th) -> wcost th <= wcost th'.
Proof.
move=> none r r' st; apply: T5b => // [j h|]; first by have := none j; rewrite h.
have e t : trunc cl x collapsed (apexes th) t = x t by rewrite /trunc (negbTE (none _)).
by case: st => [eA ec]; split; [rewrite -eA|rewrite -ec]; apply: eq_bigr => t _; rewrite e.
Qed.

(** The sign conditions hold close by as well. *)
Definition signs th := forall t l i, (l < L)%N ->
  if l == lay (cl t) then pre th (x t) l i 0 < 0 else 0 < pre th (x t) l i 0.
Lemma signs_open th : signs th -> exists2 d, 0 < d & forall th', close d th th' -> signs th'.
Proof.
move=> h; pose ball := @close_le th.
have [d d0 hd] := common_delta ball (fun a : T * 'I_L =>
  cont_sign ball (pre_cont th (x a.1) a.2)).
exists d => // th' /hd {}hd t l i lt; have := h t l i lt; have := hd (t, Ordinal lt) i.
by case: ifP => _ sg; [apply: keep_lt0|apply: keep_gt0].
Qed.

(** The region is open. *)
Theorem region_open th : region th -> exists2 d, 0 < d & forall th', close d th th' -> region th'.
Proof.
move=> [r sg]; have [d d0 hd] := signs_open sg.
have key (i : 'I_L) : exists2 e, 0 < e & forall th', close e th th' -> W th' i \in unitmx.
  have [e e0 h] := unit_open (r i (ltn_ord i)); exists e => // th' [c _ _ _]; apply: h.
  by rewrite !W_ord.
have [e e0 he] := common_delta (@close_le th) key.
exists (Num.min d e) => [|th' c]; first by rewrite lt_minr d0.
split=> [l lt|]; last by apply: hd; apply: close_le c; rewrite le_minl lexx.
have -> : l = Ordinal lt by [].
by apply: he; apply: close_le c; rewrite le_minl lexx orbT.
Qed.

(** T5c as a local minimum: no parameters close by cost less. *)
Theorem T5c_local th : (forall j, ~~ collapsed j) -> region th ->
  stationary w x (fun t => y (cl t)) (rA th) (rc th) ->
  exists2 d, 0 < d & forall th', close d th th' -> wcost th <= wcost th'.
Proof.
move=> none r st; have [d d0 h] := region_open r; exists d => // th' /h r'; exact: T5c.
Qed.

(** T5b as a local minimum on the set where the apexes keep their values. *)
Theorem T5b_local th : region th ->
  stationary w (trunc cl x collapsed (apexes th)) (fun t => y (cl t)) (rA th) (rc th) ->
  exists2 d, 0 < d & forall th', close d th th' -> (forall j, collapsed j ->
    apexes th' j = apexes th j) ->
  wcost th <= wcost th'.
Proof.
move=> r st; have [d d0 h] := region_open r; exists d => // th' /h r' same; exact: T5b.
Qed.
End Network.

(** D3: the cost of a network. *)
Definition cost (R : realFieldType) L M Q (T : finType) (cl : T -> 'I_Q) (x : T -> 'cV[R]_M)
  (y : 'I_Q -> 'cV[R]_Q) (th : params R L M Q) : R := wcost (weight R cl) cl x y th.

(**************************************************************************************************)
(* T3: zero cost; T6: merged classes are local minima in all parameters                           *)
(*   block_mean key w y t == weighted mean of y over the points with the key of t                 *)
(*   block_cost key w y   == \sum_t w t * |block_mean t - y t|^2                                  *)
(*   blocks_square == the cost of anything that is constant on the blocks, block_cost plus a      *)
(*                     square                                                                     *)
(*   interpolate_linear == linear maps take any values at linearly independent points             *)
(*   merged_mean w cl y lay t == the mean of the targets over the block of t: all points whose    *)
(*                     classes have the layer of the class of t                                   *)
(*   merged_cost w cl y lay == the cost of these means                                            *)
(**************************************************************************************************)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq path div choice fintype.
From mathcomp Require Import ssrAC finfun tuple bigop finset ssralg ssrnum zmodp matrix.
From mathcomp Require Import mxalgebra vector.
From Theory Require Import Basic Near Readout Descent Moments Network Cumulative Jacobian Collapse.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory order.Order.Theory.
Local Open Scope ring_scope.

Section Blocks.
Variables (R : realFieldType) (T : finType) (K : eqType) (n : nat).
Variables (key : T -> K) (w : T -> R) (y : T -> 'cV[R]_n).
Hypothesis w_gt0 : forall t, 0 < w t.

Definition block_weight t : R := \sum_(i | key i == key t) w i.
Definition block_mean t : 'cV[R]_n := (block_weight t)^-1 *: \sum_(i | key i == key t) w i *: y i.
Definition block_cost : R := \sum_t w t * sqn (block_mean t - y t).

Lemma block_weight_gt0 t : 0 < block_weight t.
Proof.
rewrite /block_weight (bigD1 t) //= ltr_spaddl // sumr_ge0 // => i _.
exact: ltW.
Qed.
Lemma block_weight_eq s t : key s = key t -> block_weight s = block_weight t.
Proof. by rewrite /block_weight => ->. Qed.
Lemma block_mean_eq s t : key s = key t -> block_mean s = block_mean t.
Proof. by rewrite /block_mean /block_weight => ->. Qed.

Lemma block_centred t : \sum_(i | key i == key t) w i *: (block_mean i - y i) = 0.
Proof.
rewrite (eq_bigr (fun i => w i *: block_mean t - w i *: y i)) => [|i /eqP/block_mean_eq ->];
  last exact: scalerBr.
rewrite sumrB -scaler_suml -/(block_weight t) scalerA divff ?scale1r ?subrr //.
by rewrite gt_eqF // block_weight_gt0.
Qed.

Lemma by_blocks (g : T -> R) :
  \sum_t g t = \sum_t w t / block_weight t * \sum_(i | key i == key t) g i.
Proof.
rewrite [RHS](eq_bigr (fun t => \sum_(i | key i == key t) w t / block_weight t * g i)); last first.
  by move=> t _; rewrite mulr_sumr.
rewrite [RHS](exchange_big_dep predT) //=; apply: eq_bigr => i _.
rewrite [RHS](eq_bigr (fun t => w t * (g i / block_weight i))) => [|t /eqP/block_weight_eq ->];
  last first.
  by rewrite mulrAC mulrA.
rewrite -mulr_suml (eq_bigl (fun t => key t == key i)) => [|t]; last exact: eq_sym.
by rewrite -/(block_weight i) mulrC divfK // gt_eqF // block_weight_gt0.
Qed.

(** What is constant on the blocks costs at least as much as the block means. *)
Lemma blocks_square (g : T -> 'cV[R]_n) : (forall s t, key s = key t -> g s = g t) ->
  \sum_t w t * sqn (g t - y t) = block_cost + \sum_t w t * sqn (g t - block_mean t).
Proof.
move=> const; pose cross t := w t * dot (block_mean t - y t) (g t - block_mean t).
have cross0 : \sum_t cross t *+ 2 = 0.
  rewrite sumrMnl by_blocks big1 ?mul0rn // => t _.
  rewrite (eq_bigr (fun i => dot (w i *: (block_mean i - y i)) (g t - block_mean t)))
    => [|i /eqP e].
    by rewrite -dot_suml block_centred dot0l mulr0.
  by rewrite /cross (const _ _ e) (block_mean_eq e) dotZl.
apply: (addIr (\sum_t cross t *+ 2)); rewrite {1}cross0 addr0 -!big_split.
apply: eq_bigr => t _ /=.
have -> : g t - y t = (block_mean t - y t) + (g t - block_mean t).
  by rewrite [RHS]addrC addrA subrK.
by rewrite sqnD [LHS]mulrDr [X in X + _]mulrDr mulrnAr addrAC.
Qed.
Lemma blocks_bound (g : T -> 'cV[R]_n) : (forall s t, key s = key t -> g s = g t) ->
  block_cost <= \sum_t w t * sqn (g t - y t).
Proof.
move=> const; rewrite (blocks_square const) ler_addl; apply: sumr_ge0 => t _.
by rewrite mulr_ge0 ?sqn_ge0 // ltW.
Qed.
Lemma block_cost_eq0 : block_cost = 0 <-> (forall s t, key s = key t -> y s = y t).
Proof.
split=> [/eqP|e].
  rewrite psumr_eq0 => [/allP h|t _]; last by rewrite mulr_ge0 ?sqn_ge0 // ltW.
  have m t : block_mean t = y t.
    have := h t (mem_index_enum t); rewrite /= mulf_eq0 gt_eqF //= sqn_eq0 subr_eq0.
    by move/eqP.
  by move=> s t /block_mean_eq; rewrite !m.
apply/eqP; rewrite eq_le sumr_ge0 => [|t _]; last by rewrite mulr_ge0 ?sqn_ge0 // ltW.
rewrite andbT; apply: le_trans (blocks_bound e) _.
by rewrite big1 // => t _; rewrite subrr sqn0 mulr0.
Qed.
End Blocks.

(** The linear maps reach every choice of values at linearly independent points. *)
Section LinearInterpolation.
Variables (R : realFieldType) (M Q k : nat) (h : 'I_Q -> 'cV[R]_M) (v : 'I_Q -> 'cV[R]_k).
Lemma interpolate_linear : lin_indep h -> exists D : 'M[R]_(k, M), forall j, D *m h j = v j.
Proof.
move=> ind; pose ext m (g : 'I_Q -> 'cV[R]_m) (i : 'I_Q.+1) := oapp g 0 (unlift ord0 i).
have [|D [d e]] := interpolate (ext _ v) (h := ext _ h).
  move=> a s0 e; have z j : a (fintype.lift ord0 j) = 0.
    apply: (ind (fun j => a (fintype.lift ord0 j))); move: e;
      rewrite big_ord_recl /ext unlift_none /= scaler0 add0r.
    by move=> e; rewrite -[RHS]e; apply: eq_bigr => i _; rewrite liftK.
  move=> i; case: (unliftP ord0 i) => [j ->|->]; first exact: z.
  by move: s0; rewrite big_ord_recl big1 ?addr0.
have d0 : d = 0 by have := e ord0; rewrite /ext unlift_none /= mulmx0 add0r.
by exists D => j; have := e (fintype.lift ord0 j); rewrite /ext liftK /= d0 addr0.
Qed.
End LinearInterpolation.

Section ZeroLoss.
Variables (R : realFieldType) (L M Q : nat) (T : finType).
Variables (cl : T -> 'I_Q) (x : T -> 'cV[R]_M) (lay : 'I_Q -> nat).
Variables (n : nat) (f p : nat -> 'cV[R]_M).
Hypothesis sep : sequential cl x lay n f p.
Hypothesis nL : (n <= L)%N.
Hypothesis stages : forall j, (lay j < n)%N.

Lemma all_collapsed j : collapsed L lay j.
Proof. exact: leq_trans (stages j) nL. Qed.

(** Any output for each stage: the classes collapsed at layer l get the value v l. *)
Theorem T3_outputs (v : nat -> 'cV[R]_Q) : aff_indep (fun l : 'I_n => p l) ->
  exists th : params R L M Q, [/\ region cl x lay th, forall l, (l < n)%N -> apex th l = p l
    & forall t, out th (x t) = v (lay (cl t))].
Proof.
move=> ind; have [A [c e]] := interpolate (fun l : 'I_n => v l) ind.
have [|th [rg ap eA ec]] := region_inhabited sep nL _ A c; first by left.
exists th; split=> // t; rewrite (region_output _ rg) eA ec /trunc all_collapsed /apexes ap //.
exact: (e (Ordinal (stages (cl t)))).
Qed.

Theorem T3_outputs_linear (v : nat -> 'cV[R]_Q) : lin_indep (fun l : 'I_n => p l) ->
  exists th : params R L M Q, [/\ region cl x lay th, forall l, (l < n)%N -> apex th l = p l,
    rc th = 0 & forall t, out th (x t) = v (lay (cl t))].
Proof.
move=> ind; have [A e] := interpolate_linear (fun l : 'I_n => v l) ind.
have [|th [rg ap eA ec]] := region_inhabited sep nL _ A 0; first by left.
exists th; split=> // t; rewrite (region_output _ rg)
  eA ec addr0 /trunc all_collapsed /apexes ap //.
exact: (e (Ordinal (stages (cl t)))).
Qed.

(** T3: one class a stage; zero cost, all signs strict. *)
Variables (w : T -> R) (y : 'I_Q -> 'cV[R]_Q).
Hypothesis apart : injective lay.

Let v l := if [pick j | lay j == l] is Some j then y j else 0.
Let vE j : v (lay j) = y j.
Proof. by rewrite /v; case: pickP => [i /eqP /apart -> //|/(_ j)]; rewrite eqxx. Qed.

Theorem T3 : aff_indep (fun l : 'I_n => p l) ->
  exists th : params R L M Q, [/\ region cl x lay th, forall j, apexes lay th j = p (lay j)
    & wcost w cl x y th = 0].
Proof.
case/(T3_outputs v) => th [rg ap e]; exists th; split=> // [j|]; first exact: ap.
by rewrite /wcost big1 // => t _; rewrite e vE subrr sqn0 mulr0.
Qed.

Theorem T3_linear : lin_indep (fun l : 'I_n => p l) ->
  exists th : params R L M Q, [/\ region cl x lay th, forall j, apexes lay th j = p (lay j),
    rc th = 0 & wcost w cl x y th = 0].
Proof.
case/(T3_outputs_linear v) => th [rg ap c0 e]; exists th; split=> // [j|]; first exact: ap.
by rewrite /wcost big1 // => t _; rewrite e vE subrr sqn0 mulr0.
Qed.
End ZeroLoss.

(** T6: classes merged in blocks, one layer a block. *)
Section Merged.
Variables (R : realFieldType) (L M Q : nat) (T : finType) (w : T -> R).
Variables (cl : T -> 'I_Q) (x : T -> 'cV[R]_M) (y : 'I_Q -> 'cV[R]_Q) (lay : 'I_Q -> nat).
Hypotheses (w_gt0 : forall t, 0 < w t) (nonempty : forall j, exists t, cl t = j).
Notation key := (fun t => lay (cl t)).
Notation yt := (fun t => y (cl t)).

Definition merged_mean t : 'cV[R]_Q := block_mean key w yt t.
Definition merged_cost : R := block_cost key w yt.

Hypothesis gathered : forall j, collapsed L lay j.
Implicit Types th : params R L M Q.

Lemma merged_output th t : region cl x lay th ->
  out th (x t) = rA th *m apexes lay th (cl t) + rc th.
Proof. by move=> rg; rewrite (region_output _ rg) /trunc gathered. Qed.

(** In the whole region no network costs less than the block means. *)
Theorem T6_bound th : region cl x lay th -> merged_cost <= wcost w cl x y th.
Proof.
move=> rg; apply: (blocks_bound yt w_gt0 (g := fun t => out th (x t))) => s t e.
by rewrite (merged_output s rg) (merged_output t rg) /apexes e.
Qed.

Theorem T6_value th : (forall t, out th (x t) = merged_mean t) -> wcost w cl x y th = merged_cost.
Proof. by move=> e; apply: eq_bigr => t _; rewrite e. Qed.

(** T6: such a network is a local minimum in all parameters. *)
Theorem T6_local th : region cl x lay th -> (forall t, out th (x t) = merged_mean t) ->
  exists2 d, 0 < d & forall th', close d th th' -> wcost w cl x y th <= wcost w cl x y th'.
Proof.
move=> rg e; have [d d0 h] := region_open rg; exists d => // th' /h rg'.
by rewrite T6_value // T6_bound.
Qed.

(** In the region the minimizers are exactly the networks with these outputs. *)
Theorem T6_minimizers th : region cl x lay th ->
  (wcost w cl x y th = merged_cost <-> forall t, out th (x t) = merged_mean t).
Proof.
move=> rg; split=> [e t|]; last exact: T6_value.
have const s s' : lay (cl s) = lay (cl s') -> out th (x s) = out th (x s').
  by move=> h; rewrite (merged_output s rg) (merged_output s' rg) /apexes h.
have /eqP := blocks_square yt w_gt0 const.
rewrite -/(wcost w cl x y th) e -[X in X == _]addr0 (inj_eq (addrI _)) eq_sym.
rewrite psumr_eq0 => [/allP h|i _]; last by rewrite mulr_ge0 ?sqn_ge0 // ltW.
have := h t (mem_index_enum t); rewrite /= mulf_eq0 gt_eqF //= sqn_eq0 subr_eq0.
by move/eqP.
Qed.

Variables (n : nat) (f p : nat -> 'cV[R]_M).
Hypotheses (sep : sequential cl x lay n f p) (nL : (n <= L)%N).
Hypotheses (stages : forall j, (lay j < n)%N) (indep : aff_indep (fun l : 'I_n => p l)).

Theorem T6 : exists th : params R L M Q, [/\ region cl x lay th, wcost w cl x y th = merged_cost
  & exists2 d, 0 < d & forall th', close d th th' -> wcost w cl x y th <= wcost w cl x y th'].
Proof.
pose v l := if [pick t | lay (cl t) == l] is Some t then merged_mean t else 0.
have vE t : v (lay (cl t)) = merged_mean t.
  rewrite /v; case: pickP => [i /eqP e|/(_ t)]; last by rewrite eqxx.
  exact: (block_mean_eq (key := fun t => lay (cl t))).
have [th [rg _ e]] := T3_outputs sep nL stages v indep.
have e' t : out th (x t) = merged_mean t by rewrite e vE.
by exists th; split=> //; [apply: T6_value|apply: T6_local].
Qed.
End Merged.

(** T6 for the default cost: the mean of the targets of a block, each class counted once. *)
Section MergedClasses.
Variables (R : realFieldType) (Q : nat) (T : finType) (cl : T -> 'I_Q).
Variables (y : 'I_Q -> 'cV[R]_Q) (lay : 'I_Q -> nat).
Hypothesis nonempty : forall j, exists t, cl t = j.
Notation w := (weight R cl).

Lemma over_classes (V : lmodType R) (g : 'I_Q -> V) l :
  \sum_(t | lay (cl t) == l) w t *: g (cl t) = \sum_(j | lay j == l) g j.
Proof.
rewrite (partition_big cl (fun j => lay j == l)) //=; apply: eq_bigr => j /eqP jl.
rewrite (eq_bigl (fun t => cl t == j)) => [|t]; last first.
  by apply/andP/idP => [[]//|/eqP ->]; rewrite jl !eqxx.
rewrite (eq_bigr (fun t => w t *: g j)) => [|t /eqP -> //].
by rewrite -scaler_suml class_weight // scale1r.
Qed.

Theorem merged_meanE t : merged_mean w cl y lay t =
  (#|[pred j | lay j == lay (cl t)]|%:R)^-1 *: \sum_(j | lay j == lay (cl t)) y j.
Proof.
rewrite /merged_mean /block_mean over_classes /block_weight; congr (_^-1 *: _).
have := over_classes (fun _ => 1 : R^o) (lay (cl t)); rewrite sumr_const => <-.
by apply: eq_bigr => i _; rewrite [RHS]mulr1.
Qed.
Theorem merged_costE : merged_cost w cl y lay =
  \sum_j sqn ((#|[pred i | lay i == lay j]|%:R)^-1 *: (\sum_(i | lay i == lay j) y i) - y j).
Proof.
rewrite /merged_cost /block_cost (by_classes cl); apply: eq_bigr => j _.
rewrite -[RHS]mul1r -[X in _ = X * _](class_weight R nonempty j) mulr_suml;
  apply: eq_bigr => t /eqP e.
by have := merged_meanE t; rewrite /merged_mean => ->; rewrite e.
Qed.
End MergedClasses.

(**************************************************************************************************)
(* T3: zero cost; T6: merged classes are local minima in all parameters                           *)
(*   interpolate_linear == linear maps take any values at linearly independent points             *)
(*   merged_mean w cl y lay t == the mean of the targets over the block of t: all points whose    *)
(*                     classes have the layer of the class of t                                   *)
(*   merged_cost w cl y lay == the cost of these means                                            *)
(**************************************************************************************************)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq path div choice fintype.
From mathcomp Require Import ssrAC finfun tuple bigop finset order ssralg ssrnum zmodp matrix.
From mathcomp Require Import mxalgebra vector.
From Theory Require Import Basic Near Readout Descent Moments Network Cumulative Jacobian.
From Theory Require Import Collapse Placement Blocks.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

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
by rewrite !merged_output // /apexes e.
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
  by move=> h; rewrite !merged_output // /apexes h.
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
rewrite -[RHS]mul1r -[X in _ = X * _](class_weight R nonempty j) mulr_suml; apply: eq_bigr => t /eqP e.
by have := merged_meanE t; rewrite /merged_mean => ->; rewrite e.
Qed.
End MergedClasses.

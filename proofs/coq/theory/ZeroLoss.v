(**************************************************************************************************)
(* T3: zero cost; T6: merged classes are local minima in all parameters                           *)
(*   interpolate_linear == linear maps take any values at linearly independent points             *)
(*   merged_cost y lay  == \sum_j |mean of the block of j - y j|^2; blocks are the classes of one *)
(*                     layer                                                                      *)
(**************************************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
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
Variable y : 'I_Q -> 'cV[R]_Q.
Hypothesis apart : injective lay.

Let v l := if [pick j | lay j == l] is Some j then y j else 0.
Let vE j : v (lay j) = y j.
Proof. by rewrite /v; case: pickP => [i /eqP /apart -> //|/(_ j)]; rewrite eqxx. Qed.

Theorem T3 : aff_indep (fun l : 'I_n => p l) ->
  exists th : params R L M Q, [/\ region cl x lay th, forall j, apexes lay th j = p (lay j)
    & cost cl x y th = 0].
Proof.
case/(T3_outputs v) => th [rg ap e]; exists th; split=> // [j|]; first exact: ap.
by rewrite /cost big1 // => t _; rewrite e vE subrr sqn0 mulr0.
Qed.

Theorem T3_linear : lin_indep (fun l : 'I_n => p l) ->
  exists th : params R L M Q, [/\ region cl x lay th, forall j, apexes lay th j = p (lay j),
    rc th = 0 & cost cl x y th = 0].
Proof.
case/(T3_outputs_linear v) => th [rg ap c0 e]; exists th; split=> // [j|]; first exact: ap.
by rewrite /cost big1 // => t _; rewrite e vE subrr sqn0 mulr0.
Qed.
End ZeroLoss.

(** T6: classes merged in blocks, one layer a block. *)
Section Merged.
Variables (R : realFieldType) (L M Q : nat) (T : finType).
Variables (cl : T -> 'I_Q) (x : T -> 'cV[R]_M) (y : 'I_Q -> 'cV[R]_Q) (lay : 'I_Q -> nat).
Hypothesis nonempty : forall j, exists t, cl t = j.
Notation w := (weight R cl).

Notation mean := (block_mean lay (fun _ => 1) y).
Definition merged_cost : R := block_cost lay (fun _ => 1) y.

Let one_gt0 (j : 'I_Q) : 0 < 1 :> R. Proof. exact: ltr01. Qed.

Lemma merged_cost_sum : merged_cost = \sum_j sqn (mean j - y j).
Proof. by apply: eq_bigr => j _; rewrite mul1r. Qed.
Lemma block_meanE j : mean j =
  (#|[pred i | lay i == lay j]|%:R)^-1 *: \sum_(i | lay i == lay j) y i.
Proof.
rewrite /block_mean /block_weight sumr_const; congr (_ *: _).
by apply: eq_bigr => i _; rewrite scale1r.
Qed.

Hypothesis gathered : forall j, collapsed L lay j.

Implicit Types th : params R L M Q.
Lemma merged_output th t : region cl x lay th ->
  out th (x t) = rA th *m apexes lay th (cl t) + rc th.
Proof. by move=> rg; rewrite (region_output _ rg) /trunc gathered. Qed.

Lemma merged_costE th : region cl x lay th ->
  cost cl x y th = \sum_j sqn (rA th *m apexes lay th j + rc th - y j).
Proof.
move=> rg; rewrite /cost (by_classes cl); apply: eq_bigr => j _.
rewrite (eq_bigr (fun t => w t * sqn (rA th *m apexes lay th j + rc th - y j))) => [|t /eqP e].
  by rewrite -mulr_suml class_weight // mul1r.
by rewrite merged_output // e.
Qed.

(** In the whole region no network costs less than the block means. *)
Theorem T6_bound th : region cl x lay th -> merged_cost <= cost cl x y th.
Proof.
move=> rg; rewrite merged_costE //.
rewrite (eq_bigr (fun j => 1 * sqn (rA th *m apexes lay th j + rc th - y j))) => [|j _]; last first.
  by rewrite mul1r.
by apply: blocks_bound => // i j e; rewrite /apexes e.
Qed.

Theorem T6_value th : region cl x lay th -> (forall t, out th (x t) = mean (cl t)) ->
  cost cl x y th = merged_cost.
Proof.
move=> rg e; rewrite merged_cost_sum /cost (by_classes cl); apply: eq_bigr => j _.
rewrite (eq_bigr (fun t => w t * sqn (mean j - y j))) => [|t /eqP h]; last by rewrite e h.
by rewrite -mulr_suml class_weight // mul1r.
Qed.

(** T6: such a network is a local minimum in all parameters. *)
Theorem T6_local th : region cl x lay th -> (forall t, out th (x t) = mean (cl t)) ->
  exists2 d, 0 < d & forall th', close d th th' -> cost cl x y th <= cost cl x y th'.
Proof.
move=> rg e; have [d d0 h] := region_open rg; exists d => // th' /h rg'.
by rewrite T6_value // T6_bound.
Qed.

Variables (n : nat) (f p : nat -> 'cV[R]_M).
Hypotheses (sep : sequential cl x lay n f p) (nL : (n <= L)%N).
Hypotheses (stages : forall j, (lay j < n)%N) (indep : aff_indep (fun l : 'I_n => p l)).

Theorem T6 : exists th : params R L M Q, [/\ region cl x lay th, cost cl x y th = merged_cost
  & exists2 d, 0 < d & forall th', close d th th' -> cost cl x y th <= cost cl x y th'].
Proof.
pose v l := if [pick j | lay j == l] is Some j then mean j else 0.
have vE j : v (lay j) = mean j.
  by rewrite /v; case: pickP => [i /eqP/block_mean_eq //|/(_ j)]; rewrite eqxx.
have [th [rg _ e]] := T3_outputs sep nL stages v indep.
have e' t : out th (x t) = mean (cl t) by rewrite e vE.
by exists th; split=> //; [apply: T6_value|apply: T6_local].
Qed.
End Merged.

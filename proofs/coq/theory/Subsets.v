(**************************************************************************************************)
(* T5 (count, symmetry), T5a-T5c in the gauge c = 0, minimizers of T5b                            *)
(*   acost0, acost_eq, trunc_eq == the linear cost as an affine one; equal points, equal costs    *)
(*   T5c_bias == a local minimum in all parameters is stationary in the output bias               *)
(**************************************************************************************************)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq path div choice fintype.
From mathcomp Require Import ssrAC finfun tuple bigop finset fingroup perm ssralg ssrnum.
From mathcomp Require Import zmodp matrix mxalgebra vector.
From Theory Require Import Basic Near Readout Descent Moments Square Network.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory order.Order.Theory.
Local Open Scope ring_scope.

(** T5: how many subsets. *)
Theorem T5_count Q : #|[set I : {set 'I_Q} | I \proper [set: 'I_Q]]| = (2 ^ Q - 1)%N.
Proof.
have -> : [set I : {set 'I_Q} | I \proper [set: 'I_Q]] = [set~ [set: 'I_Q]].
  by apply/setP => I; rewrite !inE properEneq subsetT andbT.
by rewrite cardsC1 subn1 -cardsT -powersetT card_powerset cardsT card_ord.
Qed.

(** Symmetric data have equal least values: s renames the points, K moves the inputs,
  U the targets. *)
Section Symmetry.
Variables (R : realFieldType) (T : finType) (M Q : nat) (s : {perm T}) (K : 'M[R]_M) (U : 'M[R]_Q).
Variables (w w' : T -> R) (x x' : T -> 'cV[R]_M) (y y' : T -> 'cV[R]_Q).
Hypotheses (ws : forall t, w' (s t) = w t) (xs : forall t, x' (s t) = K *m x t).
Hypotheses (ys : forall t, y' (s t) = U *m y t) (uK : K \in unitmx) (oU : U^T *m U = 1%:M).

Lemma sqn_orthogonal v : sqn (U *m v) = sqn v.
Proof. by rewrite /sqn dot_mulmx mulmxA oU mul1mx. Qed.
Lemma symmetric_cost A : lcost w' x' y' (U *m A *m invmx K) = lcost w x y A.
Proof.
rewrite /lcost (reindex_inj (@perm_inj _ s)) /=; apply: eq_bigr => t _.
by rewrite ws xs ys mulmxA mulmxKV // -mulmxA -mulmxBr sqn_orthogonal.
Qed.
Theorem T5_symmetric A A' : (forall t, 0 < w t) ->
  A *m moment w x = cross w x y -> A' *m moment w' x' = cross w' x' y' ->
  lcost w' x' y' A' = lcost w x y A.
Proof.
move=> w0 e e'; have w0' t : 0 < w' t by rewrite -(permKV s t) ws.
have oU' : U *m U^T = 1%:M by apply: mulmx1C.
apply/eqP; rewrite eq_le; apply/andP; split; first by rewrite -symmetric_cost T1_minimum.
have -> : A' = U *m (U^T *m A' *m K) *m invmx K by rewrite !mulmxA oU' mul1mx mulmxK.
by rewrite symmetric_cost T1_minimum.
Qed.
Lemma symmetric_affine A c : acost w' x' y' (U *m A *m invmx K) (U *m c) = acost w x y A c.
Proof.
rewrite /acost (reindex_inj (@perm_inj _ s)) /=; apply: eq_bigr => t _.
by rewrite ws xs ys mulmxA mulmxKV // -mulmxA -mulmxDr -mulmxBr sqn_orthogonal.
Qed.
Theorem T5_symmetric_affine A c A' c' : (forall t, 0 < w t) ->
  stationary w x y A c -> stationary w' x' y' A' c' -> acost w' x' y' A' c' = acost w x y A c.
Proof.
move=> w0 e e'; have w0' t : 0 < w' t by rewrite -(permKV s t) ws.
have oU' : U *m U^T = 1%:M by apply: mulmx1C.
apply/eqP; rewrite eq_le; apply/andP; split; first by rewrite -symmetric_affine T2_minimum.
have -> : A' = U *m (U^T *m A' *m K) *m invmx K by rewrite !mulmxA oU' mul1mx mulmxK.
have -> : c' = U *m (U^T *m c') by rewrite mulmxA oU' mul1mx.
by rewrite symmetric_affine T2_minimum.
Qed.
End Symmetry.

Section Gauge.
Variables (R : realFieldType) (L M Q : nat) (T : finType) (w : T -> R).
Variables (cl : T -> 'I_Q) (x : T -> 'cV[R]_M) (y : 'I_Q -> 'cV[R]_Q) (lay : 'I_Q -> nat).
Hypotheses (w_gt0 : forall t, 0 < w t) (nonempty : forall j, exists t, cl t = j).
Notation yt := (fun t => y (cl t)).
Notation I := (collapsed L lay).
Implicit Types th : params R L M Q.

Lemma acost_eq (z z' : T -> 'cV[R]_M) A c : (forall t, z' t = z t) ->
  acost w z' yt A c = acost w z yt A c.
Proof. by move=> e; rewrite /acost; apply: eq_bigr => t _; rewrite e. Qed.
Lemma trunc_eq (p p' : 'I_Q -> 'cV[R]_M) : (forall j, I j -> p' j = p j) ->
  forall t, trunc cl x I p' t = trunc cl x I p t.
Proof. by move=> e t; rewrite /trunc; case: ifP => // /e. Qed.
Lemma acost0 (z : T -> 'cV[R]_M) A : acost w z yt A 0 = lcost w z yt A.
Proof. by apply: eq_bigr => t _; rewrite addr0. Qed.

(** T5a in the gauge c = 0: the hidden layers fixed, all output layers of cumulative bias 0. *)
Theorem T5a_linear th A : rc th = 0 ->
  WO th *m moment w (fun t => state th (x t) L - cumb th L) =
    cross w (fun t => state th (x t) L - cumb th L) yt ->
  wcost w cl x y th <= wcost w cl x y (th.1, (A, - (A *m cumb th L))).
Proof.
move=> c0 e; pose z t := state th (x t) L - cumb th L.
have E A' : wcost w cl x y (th.1, (A', - (A' *m cumb th L))) = lcost w z yt A'.
  have st t k : state (th.1, (A', - (A' *m cumb th L))) (x t) k = state th (x t) k.
    by elim: k => //= k ->.
  by apply: eq_bigr => t _; rewrite /out st /z mulmxBr.
have -> : wcost w cl x y th = lcost w z yt (WO th).
  rewrite -E; congr wcost; rewrite -[- _]add0r -c0 /rc addrAC subrr add0r.
  by clear; case: th => [h [A1 c1]].
by rewrite E; apply: T1_minimum.
Qed.

(** T5b in the gauge c = 0. *)
Theorem T5b_linear th th' : region cl x lay th -> region cl x lay th' -> rc th = 0 -> rc th' = 0 ->
  (forall j, I j -> apexes lay th' j = apexes lay th j) ->
  rA th *m moment w (trunc cl x I (apexes lay th)) = cross w (trunc cl x I (apexes lay th)) yt ->
  wcost w cl x y th <= wcost w cl x y th'.
Proof.
move=> r r' c0 c0' same e; rewrite (T5_cost _ _ r) (T5_cost _ _ r') /F c0 c0' acost0.
have -> : acost w (trunc cl x I (apexes lay th')) yt (rA th') 0 =
    lcost w (trunc cl x I (apexes lay th)) yt (rA th').
  by rewrite -acost0; apply/acost_eq/trunc_eq.
by apply: T1_minimum.
Qed.
Theorem T5b_linear_local th : region cl x lay th -> rc th = 0 ->
  rA th *m moment w (trunc cl x I (apexes lay th)) = cross w (trunc cl x I (apexes lay th)) yt ->
  exists2 d, 0 < d & forall th', close d th th' -> rc th' = 0 ->
  (forall j, I j -> apexes lay th' j = apexes lay th j) -> wcost w cl x y th <= wcost w cl x y th'.
Proof.
move=> r c0 e; have [d d0 h] := region_open r; exists d => // th' /h r' c0' same.
exact: T5b_linear.
Qed.

(** T5b: where the centred moment is definite, the minimizers with these apexes have one readout. *)
Theorem T5b_minimizers th th' : region cl x lay th -> region cl x lay th' -> (0 < Q)%N ->
  (forall j, I j -> apexes lay th' j = apexes lay th j) ->
  posdef (cmoment w (trunc cl x I (apexes lay th))) ->
  stationary w (trunc cl x I (apexes lay th)) yt (rA th) (rc th) ->
  (wcost w cl x y th' = wcost w cl x y th <-> rA th' = rA th /\ rc th' = rc th).
Proof.
move=> r r' Q0 same pd st; rewrite (T5_cost _ _ r) (T5_cost _ _ r').
have -> : F w cl x y I (rA th') (rc th') (apexes lay th') =
    F w cl x y I (rA th') (rc th') (apexes lay th).
  exact/acost_eq/trunc_eq.
split=> [e|[-> ->] //]; apply: (T2_unique _ _ pd st e).
  exact: w_gt0.
have [t _] := nonempty (Ordinal Q0).
rewrite /total (bigD1 t) //= ltr_spaddl // sumr_ge0 // => i _.
exact: ltW.
Qed.

(** The same in the gauge c = 0, and without collapse. *)
Theorem T5b_minimizers_linear th th' : region cl x lay th -> region cl x lay th' ->
  rc th = 0 -> rc th' = 0 -> (forall j, I j -> apexes lay th' j = apexes lay th j) ->
  posdef (moment w (trunc cl x I (apexes lay th))) ->
  rA th *m moment w (trunc cl x I (apexes lay th)) = cross w (trunc cl x I (apexes lay th)) yt ->
  (wcost w cl x y th' = wcost w cl x y th <-> rA th' = rA th).
Proof.
move=> r r' c0 c0' same pd e; rewrite (T5_cost _ _ r) (T5_cost _ _ r') c0 c0'.
have -> : F w cl x y I (rA th') 0 (apexes lay th') = F w cl x y I (rA th') 0 (apexes lay th).
  exact/acost_eq/trunc_eq.
split=> [|-> //]; rewrite /F !acost0; exact: T1_unique.
Qed.
Theorem T5c_minimizers th th' : (forall j, ~~ I j) -> region cl x lay th -> region cl x lay th' ->
  (0 < Q)%N -> posdef (cmoment w x) -> stationary w x yt (rA th) (rc th) ->
  (wcost w cl x y th' = wcost w cl x y th <-> rA th' = rA th /\ rc th' = rc th).
Proof.
move=> none r r' Q0 pd st; rewrite (T5_cost _ _ r) (T5_cost _ _ r').
have e th0 : F w cl x y I (rA th0) (rc th0) (apexes lay th0) = acost w x yt (rA th0) (rc th0).
  by apply: acost_eq => t; rewrite /trunc (negbTE (none _)).
rewrite !e; split=> [e'|[-> ->] //]; have [t _] := nonempty (Ordinal Q0).
apply: (T2_unique w_gt0 _ pd st e'); rewrite /total (bigD1 t) //= ltr_spaddl // sumr_ge0 // => i _.
exact: ltW.
Qed.

(** T5c: a local minimum in all parameters is stationary in c, in the gauge c = 0 as well. *)
Theorem T5c_bias th d : region cl x lay th -> 0 < d ->
  (forall th', close d th th' -> wcost w cl x y th <= wcost w cl x y th') ->
  grad_c w (trunc cl x I (apexes lay th)) yt (rA th) (rc th) = 0.
Proof.
move=> r d0 min; set g := grad_c _ _ _ _ _; apply/eqP; apply: contraT => nz.
have g0 : 0 < sqn g by rewrite sqn_gt0.
have [d1 d10 h1] := scale_close g d0.
have [s [s0 sd sq]] := small (\sum_t w t * sqn g) (mulrn_wgt0 2 g0 : 0 < sqn g *+ 2) d10.
pose th' : params R L M Q := (th.1, (WO th, bO th + - s *: g)).
have cl' : close d th th'.
  split=> [i|i||]; [exact: mclose_refl|exact: mclose_refl|exact: mclose_refl|].
  by apply: h1; rewrite normrN gtr0_norm.
have r' : region cl x lay th'.
  have [reg sg] := r; split=> // t l i lt; have := sg t l i lt.
  have e k : state th' (x t) k = state th (x t) k by elim: k => //= k ->.
  by rewrite /pre e.
have := min _ cl'; rewrite (T5_cost _ _ r) (T5_cost _ _ r') leNgt => /negP[].
have eW k : cumW th' k = cumW th k by elim: k => //= k ->.
have eb k : cumb th' k = cumb th k by elim: k => //= k ->.
have -> : rA th' = rA th by rewrite /rA eW.
have -> : rc th' = rc th + - s *: g by rewrite /rc eb addrA.
have -> : F w cl x y I (rA th) (rc th + - s *: g) (apexes lay th') =
    F w cl x y I (rA th + 0) (rc th + - s *: g) (apexes lay th).
  by rewrite addr0; apply: acost_eq => t; rewrite /trunc /apexes /apex eW eb.
rewrite /F acost_shift trmx0 mulmx0 linear0 add0r -/g dotZr -/(sqn g).
have -> : \sum_t w t * sqn (0 *m trunc cl x I (apexes lay th) t + - s *: g) =
    s ^+ 2 * \sum_t w t * sqn g.
  by rewrite mulr_sumr; apply: eq_bigr => t _; rewrite mul0mx add0r sqnZ sqrrN mulrCA.
by rewrite descent_value gtr_addl nmulr_llt0 // subr_lt0.
Qed.
End Gauge.

(** T5c for the linear readout, M = Q, invertible means and targets. *)
Section LinearGauge.
Variables (R : realFieldType) (L Q : nat) (T : finType) (cl : T -> 'I_Q).
Variables (x : T -> 'cV[R]_Q) (y : 'I_Q -> 'cV[R]_Q) (lay : 'I_Q -> nat).
Hypothesis nonempty : forall j, exists t, cl t = j.
Notation X := (columns (xbar cl x)).
Notation S := (\sum_j scatter cl x j).
Notation w := (weight R cl).
Hypotheses (uX : X \in unitmx) (uY : columns y \in unitmx).
Hypothesis none : forall j, ~~ collapsed L lay j.

Theorem T5c_linear (th : params R L Q Q) : region cl x lay th -> rc th = 0 ->
  rA th = best X S (columns y) ->
  ((exists2 d, 0 < d & forall th', close d th th' -> cost cl x y th <= cost cl x y th') <->
   noise X S *m (const_mx 1 : 'cV[R]_Q) = 0).
Proof.
move=> r c0 eA; have pS := S_psd cl x; have w0 := weight_gt0 R nonempty.
have tr t : trunc cl x (collapsed L lay) (apexes lay th) t = x t.
  by rewrite /trunc (negbTE (none _)).
split=> [[d d0 min]|z].
  have := T5c_bias r d0 min; rewrite c0 eA.
  have -> : grad_c w (trunc cl x (collapsed L lay) (apexes lay th)) (fun t => y (cl t))
      (best X S (columns y)) 0 = grad_c w x (fun t => y (cl t)) (best X S (columns y)) 0.
    by rewrite /grad_c; apply: eq_bigr => t _; rewrite tr.
  rewrite T2_gradient // -[columns y *m _ *m _]mulmxA commute_DP // -!mulmxA => /eqP.
  rewrite oppr_eq0 => /eqP z; have uP := P_unit X pS.
  rewrite -(mulKVmx uP (noise X S *m const_mx 1)).
  by rewrite -[invmx _ *m (_ *m const_mx 1)](mulKmx uY) z !mulmx0.
apply: T5c_local => //; rewrite eA c0; split; last first.
  rewrite T2_gradient // -[columns y *m _ *m _]mulmxA commute_DP // -!mulmxA z.
  by rewrite !mulmx0 oppr0.
have -> : grad_A w x (fun t => y (cl t)) (best X S (columns y)) 0 =
    best X S (columns y) *m moment w x - cross w x (fun t => y (cl t)).
  by rewrite residual_cross; apply: eq_bigr => t _; rewrite addr0.
by rewrite T1_square_normal // subrr.
Qed.
End LinearGauge.

(**************************************************************************************************)
(* P0, P1, G6: two hidden layers fit every consistent data set                                    *)
(*   two_widths M K n l  == M, K, n, n, ..                                                        *)
(*   two_layers          == the network of a decision list with K hyperplanes                     *)
(*   decision_list x cell f b == hyperplane k has cell k below it and all later cells above it    *)
(*   least_cost x w y    == cost of the mean target at every input, least over all functions      *)
(*   inputs x            == the number of different points                                        *)
(*   gap g               == a positive number below each |g t| that is not 0                      *)
(**************************************************************************************************)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq path div choice fintype.
From mathcomp Require Import ssrAC finfun tuple bigop finset ssralg ssrnum zmodp matrix.
From mathcomp Require Import mxalgebra vector.
From Theory Require Import Basic Near Readout Network Widths ZeroLoss.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory order.Order.Theory.
Local Open Scope ring_scope.

Section Gap.
Variables (R : realFieldType) (T : finType) (g : T -> R).
(** A positive number below the absolute value of each of finitely many numbers that is not 0. *)
Definition gap : R := (1 + \sum_t `|g t|^-1)^-1.
Lemma gap_gt0 : 0 < gap.
Proof. by rewrite invr_gt0 ltr_paddr ?ltr01 // sumr_ge0 // => t _; rewrite invr_ge0. Qed.
Lemma gapP t : g t != 0 -> gap < `|g t|.
Proof.
rewrite -normr_gt0 => g0; rewrite -[X in _ < X]invrK ltf_pinv ?posrE ?invr_gt0 //; last first.
  by rewrite -invr_gt0 gap_gt0.
rewrite (bigD1 t) //= addrCA ltr_addl ltr_paddr ?ltr01 // sumr_ge0 // => i _.
by rewrite invr_ge0.
Qed.

End Gap.

Section TwoLayers.
Variables (R : realFieldType) (M Q K n : nat).
Definition two_widths l : nat := match l with 0 => M | 1 => K | _ => n end.
Variables (f : nat -> 'cV[R]_M) (b s : nat -> R) (e : 'I_n -> 'I_K) (c : nat -> 'cV[R]_Q).

(** n_k = relu (s_k (b_k - f_k . x)), h_r = relu (1 - 2 (n_0 + .. + n_(e r))), and the telescope. *)
Definition two_layers : net R two_widths 2 Q := @Net R two_widths 2 Q
  (fun l => match l return 'M[R]_(two_widths l.+1, two_widths l) with
    | 0 => \matrix_(k, i) - (s k * f k i 0)
    | 1 => \matrix_(r, k) (if (k <= e r)%N then - 2%:R else 0)
    | _ => 0 end)
  (fun l => match l return 'cV[R]_(two_widths l.+1) with
    | 0 => \col_k (s k * b k) | 1 => const_mx 1 | _ => 0 end)
  (\matrix_(q, r) (c (e r).+1 - c (e r)) q 0) (c 0%N).

Definition gate x k := Num.max 0 (s k * (b k - dot (f k) x)).

Lemma first_pre x (k : 'I_K) : gpre two_layers x 0 k 0 = s k * (b k - dot (f k) x).
Proof.
rewrite !mxE mulrBr addrC; congr (_ + _).
by rewrite mulr_sumr -sumrN; apply: eq_bigr => i _; rewrite !mxE mulNr mulrA.
Qed.
Lemma first_layer x (k : 'I_K) : gstate two_layers x 1 k 0 = gate x k.
Proof. by rewrite [LHS]mxE -/(gpre two_layers x 0) first_pre. Qed.

(* 1 before the cell of the point, at most -1 from there on *)
Lemma second_pre x i r : (i <= K)%N -> (forall k, (k < i)%N -> gate x k = 0) ->
  ((i < K)%N -> 1 <= gate x i) ->
  if (e r < i)%N then gpre two_layers x 1 r 0 = 1 else gpre two_layers x 1 r 0 < 0.
Proof.
move=> iK dead alive.
have ge0 k : 0 <= gate x k by rewrite le_maxr lexx.
have -> : gpre two_layers x 1 r 0 = 1 - 2%:R * \sum_(k < K | (k <= e r)%N) gate x k.
  rewrite [LHS]mxE addrC; congr (_ + _); first exact: mxE.
  rewrite [LHS]mxE [in RHS]big_mkcond mulr_sumr -sumrN.
  apply: eq_bigr => k _; rewrite -first_layer [X in X * _]mxE.
  by case: ifP => _; rewrite ?mul0r ?mulr0 ?oppr0 // mulNr.
case: ltnP => h.
  rewrite big1 => [|k kr]; last exact: dead (leq_ltn_trans kr h).
  by rewrite mulr0 subr0.
have lt := leq_ltn_trans h (ltn_ord (e r)).
rewrite subr_lt0 (bigD1 (Ordinal lt)) //= mulrDr; apply: ltr_paddr.
  by rewrite mulr_ge0 ?ler0n //; apply: sumr_ge0.
apply: lt_le_trans (_ : 2%:R * 1 <= _); first by rewrite mulr1 ltr1n.
by rewrite ler_wpmul2l ?ler0n // alive.
Qed.
Lemma second_layer x i r : (i <= K)%N -> (forall k, (k < i)%N -> gate x k = 0) ->
  ((i < K)%N -> 1 <= gate x i) -> gstate two_layers x 2 r 0 = (e r < i)%N%:R.
Proof.
move=> iK dead alive; have := second_pre r iK dead alive.
rewrite [gstate _ _ _ _ _]mxE -/(gpre two_layers x 1).
by case: ifP => _ h; [rewrite h; apply/max_idPr/ler01|apply/max_idPl/ltW].
Qed.

(* the readout need only jump where the value changes *)
Hypothesis jumps : forall F : 'I_K -> 'cV[R]_Q, (forall k : 'I_K, c k.+1 = c k -> F k = 0) ->
  \sum_r F (e r) = \sum_k F k.

Lemma two_layers_output x i : (i <= K)%N -> (forall k, (k < i)%N -> gate x k = 0) ->
  ((i < K)%N -> 1 <= gate x i) -> gout two_layers x = c i.
Proof.
move=> iK dead alive.
pose F (k : 'I_K) := (k < i)%N%:R *: (c k.+1 - c k).
have -> : gout two_layers x = \sum_r F (e r) + c 0%N.
  apply/colP => q; rewrite [gout _ _ _ _]mxE [in RHS]mxE; congr (_ + _).
  rewrite [LHS]mxE summxE; apply: eq_bigr => r _.
  by rewrite (second_layer r iK dead alive) [X in X * _]mxE [in RHS]mxE mulrC.
rewrite jumps => [|k ck]; last by rewrite /F ck subrr scaler0.
have -> : \sum_k F k = \sum_(0 <= k < i) (c k.+1 - c k).
  rewrite big_mkord (big_ord_widen _ (fun k => c k.+1 - c k) iK) [RHS]big_mkcond.
  by apply: eq_bigr => k _; rewrite /F; case: ifP; rewrite ?scale1r ?scale0r.
by rewrite telescope_sumr // subrK.
Qed.
End TwoLayers.

Section Lists.
Variables (R : realFieldType) (M K : nat) (T : finType) (x : T -> 'cV[R]_M) (cell : T -> nat).
Variables (f : nat -> 'cV[R]_M) (b : nat -> R).

(** Cells 0, .., K; hyperplane k < K has cell k below it and all later cells above. *)
Definition decision_list := forall t, [/\ (cell t <= K)%N,
  forall k, (k < K)%N -> (k < cell t)%N -> b k < dot (f k) (x t)
  & (cell t < K)%N -> dot (f (cell t)) (x t) < b (cell t)].
End Lists.

Section DecisionLists.
Variables (R : realFieldType) (M Q K : nat) (T : finType) (x : T -> 'cV[R]_M) (cell : T -> nat).
Variables (f : nat -> 'cV[R]_M) (b : nat -> R) (c : nat -> 'cV[R]_Q).
Hypothesis cells : decision_list K x cell f b.

(* hyperplanes pushed off the points that lie on them *)
Definition pushed k : R := b k + gap (fun t => dot (f k) (x t) - b k).
Lemma pushed_above t k : b k < dot (f k) (x t) -> pushed k < dot (f k) (x t).
Proof.
rewrite -subr_gt0 => lt; rewrite -ltr_subr_addl -[X in _ < X](gtr0_norm lt).
by apply: (gapP (g := fun t => dot (f k) (x t) - b k)); rewrite gt_eqF.
Qed.
Lemma pushed_below t k : dot (f k) (x t) <= b k -> dot (f k) (x t) < pushed k.
Proof. by move=> le; apply: le_lt_trans le _; rewrite ltr_addl gap_gt0. Qed.
Lemma pushed_off t k : pushed k - dot (f k) (x t) != 0.
Proof.
have [/pushed_below lt|/pushed_above lt] := leP (dot (f k) (x t)) (b k).
  by rewrite gt_eqF // subr_gt0.
by rewrite lt_eqF // subr_lt0.
Qed.

(* scales that make every gate at least 1 on its own cell *)
Definition gate_scale k : R := (gap (fun t => pushed k - dot (f k) (x t)))^-1.
Lemma gate_scale_gt0 k : 0 < gate_scale k.
Proof. by rewrite invr_gt0 gap_gt0. Qed.
Lemma gate_dead t k : (k < cell t)%N -> gate f pushed gate_scale (x t) k = 0.
Proof.
move=> lt; have [le above _] := cells t; apply/max_idPl.
rewrite pmulr_rle0 ?gate_scale_gt0 // subr_le0; apply/ltW/pushed_above/above => //.
exact: leq_trans lt le.
Qed.
Lemma gate_alive t : (cell t < K)%N -> 1 <= gate f pushed gate_scale (x t) (cell t).
Proof.
move=> lt; have [_ _ below] := cells t; rewrite le_maxr; apply/orP; right.
have pos : 0 < pushed (cell t) - dot (f (cell t)) (x t).
  by rewrite subr_gt0; apply/pushed_below/ltW/below.
rewrite mulrC ler_pdivl_mulr ?gap_gt0 // mul1r -[X in _ <= X](gtr0_norm pos) ltW //.
by apply: (gapP (g := fun t => pushed _ - dot _ (x t))); rewrite gt_eqF.
Qed.

Lemma two_layers_strict n (e : 'I_n -> 'I_K) t l i : (l < 2)%N ->
  gpre (two_layers f pushed gate_scale e c) (x t) l i 0 != 0.
Proof.
case: l i => [|[|//]] i _.
  by rewrite first_pre mulf_neq0 ?pushed_off // gt_eqF // gate_scale_gt0.
have [le _ _] := cells t.
have := second_pre e c i le (fun k => @gate_dead t k) (@gate_alive t).
by case: ifP => _ h; [rewrite h oner_neq0|rewrite lt_eqF].
Qed.

(** P1: two hidden layers, one unit a hyperplane and one a change of value. *)
Theorem P1 (J : {set 'I_K}) : (forall k : 'I_K, k \notin J -> c k.+1 = c k) ->
  exists th : net R (two_widths M K #|J|) 2 Q, (forall t, gout th (x t) = c (cell t)) /\
  forall t l i, (l < 2)%N -> gpre th (x t) l i 0 != 0.
Proof.
move=> hJ; exists (two_layers f pushed gate_scale (fun r : 'I_#|J| => enum_val r) c).
split=> [t|]; last exact: two_layers_strict.
have [le _ _] := cells t.
apply: two_layers_output => // [F h|k|]; [|exact: gate_dead|exact: gate_alive].
rewrite -(big_enum_val F) big_mkcond; apply: eq_bigr => k _.
by case: ifP => // /negbT /hJ /h.
Qed.

(** G6 and P1 with a unit at every hyperplane. *)
Theorem P1_all : exists th : net R (two_widths M K K) 2 Q,
  (forall t, gout th (x t) = c (cell t)) /\ forall t l i, (l < 2)%N -> gpre th (x t) l i 0 != 0.
Proof.
exists (two_layers f pushed gate_scale (fun r : 'I_K => r) c).
split=> [t|]; last exact: two_layers_strict.
have [le _ _] := cells t.
by apply: two_layers_output => // [k|]; [exact: gate_dead|exact: gate_alive].
Qed.
End DecisionLists.

(** G6: classes that are sequentially separable, in the order 0, .., K. *)
Section TwoLayersForClasses.
Variables (R : realFieldType) (M Q K : nat) (T : finType) (x : T -> 'cV[R]_M) (cl : T -> 'I_K.+1).
Variables (f : nat -> 'cV[R]_M) (b : nat -> R) (w : T -> R) (y : 'I_K.+1 -> 'cV[R]_Q).
Theorem G6 : (forall t (k : 'I_K.+1), (k < K)%N ->
    (cl t = k -> dot (f k) (x t) < b k) /\ ((k < cl t)%N -> b k < dot (f k) (x t))) ->
  exists th : net R (two_widths M K K) 2 Q, gcost w x (fun t => y (cl t)) th = 0 /\
  forall t l i, (l < 2)%N -> gpre th (x t) l i 0 != 0.
Proof.
move=> sep; have [|th [e s]] := @P1_all _ M Q K _ x (fun t => cl t) f b (fun k => y (inord k)).
  move=> t; split=> [|k kK lt|lt]; first by rewrite -ltnS.
    by have [_ h] := sep t (Ordinal (ltnW kK : k < K.+1)%N) kK; apply: h.
  by have [h _] := sep t (cl t) lt; apply: h.
exists th; split=> //; rewrite /gcost big1 // => t _; rewrite e inord_val subrr sqn0 mulr0.
by [].
Qed.
End TwoLayersForClasses.

(** P0: the least cost over all functions, and a network that has it. *)
Section GlobalMinimum.
Variables (R : realFieldType) (M Q : nat) (T : finType).
Variables (x : T -> 'cV[R]_M) (w : T -> R) (y : T -> 'cV[R]_Q).

(** A functional that takes different values at different inputs. *)
Lemma generic_functional (r : seq 'cV[R]_M) : (forall v, v \in r -> v != 0) ->
  exists f : 'cV[R]_M, forall v, v \in r -> dot f v != 0.
Proof.
elim: r => [|a r IH] nz; first by exists 0.
have [|f hf] := IH; first by move=> v vr; apply: nz; rewrite inE vr orbT.
have [az|az] := eqVneq (dot f a) 0; last first.
  by exists f => v; rewrite inE => /orP[/eqP ->|/hf].
have a0 : 0 < sqn a by rewrite sqn_gt0 nz // inE eqxx.
have [e e0 he] : exists2 e, 0 < e & forall s v, 0 < s -> s < e -> v \in r ->
  dot (f + s *: a) v != 0.
  elim: r {IH nz} hf => [|v r IH] hf; first by exists 1.
  have [|e e0 he] := IH; first by move=> u ur; apply: hf; rewrite inE ur orbT.
  have v0 : 0 < `|dot f v| by rewrite normr_gt0 hf // inE eqxx.
  have d0 : 0 < `|dot f v| / (1 + `|dot a v|) by rewrite divr_gt0 // ltr_paddr.
  exists (Num.min e (`|dot f v| / (1 + `|dot a v|))); first by rewrite lt_minr e0.
  move=> s u s0; rewrite lt_minr inE => /andP[se sv] /orP[/eqP ->|ur]; last exact: he.
  rewrite dotDl dotZl addr_eq0; apply/eqP => z; move: sv; rewrite z normrN normrM gtr0_norm //.
  rewrite ltr_pdivl_mulr ?ltr_paddr // mulrDr mulr1 -subr_gt0 opprD addrCA subrr addr0.
  by rewrite oppr_gt0 => /(lt_trans s0); rewrite ltxx.
have [s [s0 se _]] := small 0 (ltr01 : 0 < 1 :> R) e0.
exists (f + s *: a) => v; rewrite inE => /orP[/eqP ->|vr]; last exact: he.
by rewrite dotDl dotZl az add0r mulf_neq0 // gt_eqF.
Qed.

Lemma separating_functional : exists f, forall s t, dot f (x s) = dot f (x t) -> x s = x t.
Proof.
have [|f hf] := generic_functional (r := [seq v <- [seq x p.1 - x p.2 | p <- enum [set: T * T]]
  | v != 0]).
  by move=> v; rewrite mem_filter => /andP[].
exists f => s t e; apply/eqP; rewrite -subr_eq0; apply: contraT => nz.
have := hf (x s - x t); rewrite dotBr e subrr eqxx; apply.
rewrite mem_filter nz; apply: (map_f (fun p => x p.1 - x p.2) (x := (s, t))).
by rewrite mem_enum inE.
Qed.

(** The inputs in a row along a line, and a list of cells, one for each input. *)
Definition inputs : nat := size (undup [seq x t | t <- enum T]).
Lemma line_exists : exists f (v : nat -> R) (cell : T -> nat), [/\ forall t, (cell t < inputs)%N,
  forall t, dot f (x t) = v (cell t), forall i j, (i < j)%N -> (j < inputs)%N -> v i < v j
  & forall s t, cell s = cell t -> x s = x t].
Proof.
have [f inj] := separating_functional.
pose xs := undup [seq x t | t <- enum T]; pose vals := sort <=%R (map (dot f) xs).
have xin t : x t \in xs by rewrite mem_undup; apply: map_f; rewrite mem_enum.
have vs : sorted <%R vals.
  rewrite sort_lt_sorted map_inj_in_uniq ?undup_uniq // => a c.
  by rewrite !mem_undup => /mapP[s _ ->] /mapP[t _ ->]; apply: inj.
have size_vals : size vals = inputs by rewrite size_sort size_map.
pose cell t := index (dot f (x t)) vals.
have vin t : dot f (x t) \in vals by rewrite mem_sort map_f.
have at_cell t : dot f (x t) = nth 0 vals (cell t) by rewrite nth_index.
exists f, (nth 0 vals), cell; split=> // [t|i j ij jn|s t e].
- by rewrite -size_vals index_mem.
- by rewrite (lt_sorted_ltn_nth 0 vs) ?inE ?size_vals // (ltn_trans ij).
by apply: inj; rewrite !at_cell e.
Qed.
Lemma list_exists : exists K (cell : T -> nat) f b, decision_list K x cell f b /\
  forall s t, cell s = cell t -> x s = x t.
Proof.
have [f [v [cell [lt at_cell mono inj]]]] := line_exists.
pose b k := (v k + v k.+1) / 2%:R.
have mid k : (k < inputs.-1)%N -> v k < b k /\ b k < v k.+1.
  move=> kK; have l : v k < v k.+1 by apply: mono => //; move: kK; case: inputs.
  by split; [have [] := midf_lt l|have [] := midf_lt l].
exists inputs.-1, cell, (fun _ => f), b; split=> // t; split=> [|k kK kt|tK].
- by have := lt t; case: inputs.
- apply: lt_le_trans (mid _ kK).2 _; rewrite at_cell.
  by move: kt; rewrite leq_eqVlt => /orP[/eqP -> //|kt]; apply/ltW/mono.
by rewrite at_cell; have [] := mid _ tK.
Qed.

(* what is constant on the values of a key is a function of the key *)
Lemma of_key (V : Type) (v0 : V) (cell : T -> nat) (v : T -> V) :
  (forall s t, cell s = cell t -> v s = v t) -> exists c, forall t, c (cell t) = v t.
Proof.
move=> const; exists (fun k => if [pick t | cell t == k] is Some t then v t else v0) => t.
by case: pickP => [i /eqP /const //|/(_ t)]; rewrite eqxx.
Qed.

Hypothesis w_gt0 : forall t, 0 < w t.
Notation mean := (block_mean x w y).
(** The cost of the best function of the input: the mean target at every input. *)
Definition least_cost : R := \sum_t w t * sqn (mean t - y t).

Theorem P0_bound (g : 'cV[R]_M -> 'cV[R]_Q) : least_cost <= \sum_t w t * sqn (g (x t) - y t).
Proof. by apply: blocks_bound => // s t ->. Qed.

Theorem P0_zero : least_cost = 0 <-> (forall s t, x s = x t -> y s = y t).
Proof. exact: block_cost_eq0. Qed.

(** P1: every set of values at the inputs is taken by two hidden layers. *)
Theorem P0_interpolation (v : T -> 'cV[R]_Q) : (forall s t, x s = x t -> v s = v t) ->
  exists K (th : net R (two_widths M K K) 2 Q), forall t, gout th (x t) = v t.
Proof.
move=> const; have [K [cell [f [b [cells apart]]]]] := list_exists.
have [|c e] := of_key 0 (cell := cell) (v := v); first by move=> s t /apart /const.
by have [th [o _]] := P1_all c cells; exists K, th => t; rewrite o e.
Qed.

Theorem P0_attained : exists K (th : net R (two_widths M K K) 2 Q), gcost w x y th = least_cost.
Proof.
have [|K [th e]] := @P0_interpolation mean; first by move=> s t; apply: block_mean_eq.
by exists K, th; apply: eq_bigr => t _; rewrite e.
Qed.
End GlobalMinimum.

(**************************************************************************************************)
(* P0, P1, G6, W1: no, one or two hidden layers; two fit every consistent data set                *)
(*   two_widths M K n l  == M, K, n, n, ..                                                        *)
(*   two_layers          == the network of a decision list with K hyperplanes                     *)
(*   decision_list x cell f b == hyperplane k has cell k below it and all later cells above it    *)
(*   least_cost x w y    == cost of the mean target at every input, least over all functions      *)
(*   hinges c r u        == c + sum of max 0 (u - v) a over the pairs (v, a) of r                 *)
(**************************************************************************************************)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq path div choice fintype.
From mathcomp Require Import ssrAC finfun tuple bigop finset order ssralg ssrnum zmodp matrix.
From mathcomp Require Import mxalgebra vector.
From Theory Require Import Basic Near Readout Network Widths ZeroLoss.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

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

Lemma first_layer x (k : 'I_K) : gstate two_layers x 1 k 0 = gate x k.
Proof.
rewrite /gate !mxE; congr Num.max; rewrite mulrBr addrC; congr (_ + _).
by rewrite mulr_sumr -sumrN; apply: eq_bigr => i _; rewrite !mxE mulNr mulrA.
Qed.

Lemma second_layer x i r : (i <= K)%N -> (forall k, (k < i)%N -> gate x k = 0) ->
  ((i < K)%N -> 1 <= gate x i) ->
  gstate two_layers x 2 r 0 = (e r < i)%N%:R.
Proof.
move=> iK dead alive.
have ge0 k : 0 <= gate x k by rewrite le_maxr lexx.
have -> : gstate two_layers x 2 r 0 =
    Num.max 0 (1 - 2%:R * \sum_(k < K | (k <= e r)%N) gate x k).
  rewrite [LHS]mxE; congr Num.max; rewrite [LHS]mxE addrC.
  congr (_ + _); first exact: mxE.
  rewrite [LHS]mxE [in RHS]big_mkcond mulr_sumr -sumrN.
  apply: eq_bigr => k _; rewrite -first_layer [X in X * _]mxE.
  by case: ifP => _; rewrite ?mul0r ?mulr0 ?oppr0 // mulNr.
case: ltnP => h.
  rewrite big1 => [|k kr]; last exact: dead (leq_ltn_trans kr h).
  by rewrite mulr0 subr0; apply/max_idPr/ler01.
apply/max_idPl; have lt := leq_ltn_trans h (ltn_ord (e r)).
rewrite subr_le0 (bigD1 (Ordinal lt)) //= mulrDr; apply: ler_paddr.
  by rewrite mulr_ge0 ?ler0n //; apply: sumr_ge0.
by apply: le_trans (alive lt) _; rewrite mulr_natl mulr2n ler_addl.
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

Section DecisionLists.
Variables (R : realFieldType) (M Q K : nat) (T : finType) (x : T -> 'cV[R]_M) (cell : T -> nat).
Variables (f : nat -> 'cV[R]_M) (b : nat -> R) (c : nat -> 'cV[R]_Q).

(** Cells 0, .., K; hyperplane k < K has cell k below it and all later cells above. *)
Definition decision_list := forall t, [/\ (cell t <= K)%N,
  forall k, (k < K)%N -> (k < cell t)%N -> b k < dot (f k) (x t)
  & (cell t < K)%N -> dot (f (cell t)) (x t) < b (cell t)].
Hypothesis cells : decision_list.

(* scales that make every gate at least 1 on its own cell *)
Definition gate_scale k : R := \sum_(t | cell t == k) (b k - dot (f k) (x t))^-1.

Lemma gate_dead t k : (k < cell t)%N -> gate f b gate_scale (x t) k = 0.
Proof.
move=> lt; have [le above below] := cells t; apply/max_idPl.
have kK := leq_trans lt le.
apply: mulr_ge0_le0; last by rewrite subr_le0 ltW // above.
apply: sumr_ge0 => i /eqP e; rewrite invr_ge0 subr_ge0 ltW //.
by have [_ _] := cells i; rewrite e; apply.
Qed.

Lemma gate_alive t : (cell t < K)%N -> 1 <= gate f b gate_scale (x t) (cell t).
Proof.
move=> lt; have [_ _ below] := cells t; rewrite le_maxr; apply/orP; right.
have pos : 0 < b (cell t) - dot (f (cell t)) (x t) by rewrite subr_gt0 below.
rewrite -ler_pdivr_mulr // mul1r /gate_scale (bigD1 t) //= ler_addl.
apply: sumr_ge0 => i /andP[/eqP e _]; rewrite invr_ge0 subr_ge0 ltW //.
by have [_ _] := cells i; rewrite e; apply.
Qed.

(** P1: two hidden layers, one unit a hyperplane and one a change of value. *)
Theorem P1 (J : {set 'I_K}) : (forall k : 'I_K, k \notin J -> c k.+1 = c k) ->
  exists th : net R (two_widths M K #|J|) 2 Q, forall t, gout th (x t) = c (cell t).
Proof.
move=> hJ; exists (two_layers f b gate_scale (fun r : 'I_#|J| => enum_val r) c) => t.
have [le _ _] := cells t.
apply: two_layers_output => // [F h|k|]; [|exact: gate_dead|exact: gate_alive].
rewrite -(big_enum_val F) big_mkcond; apply: eq_bigr => k _.
by case: ifP => // /negbT /hJ /h.
Qed.

(** G6 and P1 with a unit at every hyperplane. *)
Theorem P1_all : exists th : net R (two_widths M K K) 2 Q, forall t, gout th (x t) = c (cell t).
Proof.
exists (two_layers f b gate_scale (fun r : 'I_K => r) c) => t; have [le _ _] := cells t.
by apply: two_layers_output => // [k|]; [exact: gate_dead|exact: gate_alive].
Qed.
End DecisionLists.

(** G6: classes that are sequentially separable, in the order 0, .., K. *)
Section TwoLayersForClasses.
Variables (R : realFieldType) (M Q K : nat) (T : finType) (x : T -> 'cV[R]_M) (cl : T -> 'I_K.+1).
Variables (f : nat -> 'cV[R]_M) (b : nat -> R) (w : T -> R) (y : 'I_K.+1 -> 'cV[R]_Q).
Theorem G6 : (forall t (k : 'I_K.+1), (k < K)%N ->
    (cl t = k -> dot (f k) (x t) < b k) /\ ((k < cl t)%N -> b k < dot (f k) (x t))) ->
  exists th : net R (two_widths M K K) 2 Q, gcost w x (fun t => y (cl t)) th = 0.
Proof.
move=> sep; have [|th e] := @P1_all _ M Q K _ x (fun t => cl t) f b (fun k => y (inord k)).
  move=> t; split=> [|k kK lt|lt]; first by rewrite -ltnS.
    by have [_ h] := sep t (Ordinal (ltnW kK : k < K.+1)%N) kK; apply: h.
  by have [h _] := sep t (cl t) lt; apply: h.
exists th; rewrite /gcost big1 // => t _; rewrite e inord_val subrr sqn0 mulr0.
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
move=> const; have [f inj] := separating_functional.
pose vals := sort <=%R (undup [seq dot f (x t) | t <- enum T]).
have vs : sorted <%R vals by rewrite sort_lt_sorted undup_uniq.
have vin t : dot f (x t) \in vals.
  by rewrite mem_sort mem_undup; apply: (map_f (fun t => dot f (x t))); rewrite mem_enum.
pose cell t := index (dot f (x t)) vals.
have lt t : (cell t < size vals)%N by rewrite index_mem.
have at_cell t : nth 0 vals (cell t) = dot f (x t) by rewrite nth_index.
pose K := (size vals).-1.
have Kle t : (cell t <= K)%N by have := lt t; rewrite /K; case: (size vals).
have mono := lt_sorted_ltn_nth 0 vs.
pose b k := (nth 0 vals k + nth 0 vals k.+1) / 2%:R.
have mid k : (k < K)%N -> nth 0 vals k < b k /\ b k < nth 0 vals k.+1.
  move=> kK; have kS : (k.+1 < size vals)%N by move: kK; rewrite /K; case: (size vals).
  have l : nth 0 vals k < nth 0 vals k.+1 by rewrite mono // inE // ltnW.
  by split; [have [] := midf_lt l|have [] := midf_lt l].
pose c k := if [pick t | cell t == k] is Some t then v t else 0.
have cE t : c (cell t) = v t.
  rewrite /c; case: pickP => [i /eqP e|/(_ t)]; last by rewrite eqxx.
  by apply: const; apply: inj; rewrite -!at_cell e.
have [|th e] := @P1_all _ M Q K _ x cell (fun _ => f) b c.
  move=> t; split=> // [k kK kt|tK]; last by rewrite -at_cell; have [] := mid _ tK.
  apply: lt_le_trans (mid _ kK).2 _; rewrite -at_cell.
  move: kt; rewrite leq_eqVlt => /orP[/eqP -> //|kt]; apply: ltW.
  by rewrite mono ?inE ?lt //; apply: ltn_trans kt (lt t).
by exists K, th => t; rewrite e cE.
Qed.

Theorem P0_attained : exists K (th : net R (two_widths M K K) 2 Q), gcost w x y th = least_cost.
Proof.
have [|K [th e]] := @P0_interpolation mean; first by move=> s t; apply: block_mean_eq.
by exists K, th; apply: eq_bigr => t _; rewrite e.
Qed.
End GlobalMinimum.

(** W1: affine functions, and one hidden layer for every consistent data set. *)
Section Affine.
Variables (R : realFieldType) (M Q : nat) (T : finType) (x : T -> 'cV[R]_M) (y : T -> 'cV[R]_Q).
Theorem W1_affine : (exists (A : 'M[R]_(Q, M)) c, forall t, A *m x t + c = y t) <->
  forall a : T -> R, \sum_t a t = 0 -> \sum_t a t *: x t = 0 -> \sum_t a t *: y t = 0.
Proof.
split=> [[A [c e]] a a0 ax|rel].
  rewrite (eq_bigr (fun t => A *m (a t *: x t) + a t *: c)) => [|t _]; last first.
    by rewrite -e scalerDr scalemxAr.
  by rewrite big_split /= -mulmx_sumr ax mulmx0 -scaler_suml a0 scale0r addr0.
have [A [c [eA ec]]] := T2_solvable x y (fun t => @ltr01 R).
exists A, c => t; apply/eqP; rewrite -subr_eq0; apply/eqP/colP => q; rewrite [RHS]mxE.
pose r s := (A *m x s + c - y s) q 0.
have rx : \sum_s r s *: x s = 0.
  apply/colP => i; rewrite summxE [RHS]mxE.
  have := congr1 (fun G : 'M[R]_(Q, M) => G q i) eA; rewrite summxE [RHS]mxE => z.
  rewrite -[RHS]z; apply: eq_bigr => s _; rewrite scale1r mxE [RHS]mxE big_ord1.
  by rewrite [((x s)^T) _ _]mxE.
have r1 : \sum_s r s = 0.
  have := congr1 (fun G : 'cV[R]_Q => G q 0) ec; rewrite summxE [RHS]mxE => z.
  by rewrite -[RHS]z; apply: eq_bigr => s _; rewrite scale1r.
have ry := congr1 (fun v : 'cV[R]_Q => v q 0) (rel r r1 rx).
have /eqP : \sum_s r s * r s = 0.
  have e s : r s * r s = (A *m (r s *: x s) + r s *: c - r s *: y s) q 0.
    by rewrite -scalemxAr -scalerDr -scalerBr mxE.
  rewrite (eq_bigr _ (fun s _ => e s)) -summxE sumrB big_split /= -mulmx_sumr rx mulmx0.
  by rewrite -scaler_suml r1 scale0r addr0 sub0r mxE ry mxE oppr0.
rewrite psumr_eq0 => [/allP h|s _]; last by rewrite -expr2 sqr_ge0.
by have := h t (mem_index_enum t); rewrite /= mulf_eq0 orbb => /eqP.
Qed.
End Affine.

Section OneLayer.
Variables (R : realFieldType) (Q : nat).
Definition hinges (c : 'cV[R]_Q) (r : seq (R * 'cV[R]_Q)) u :=
  c + \sum_(p <- r) Num.max 0 (u - p.1) *: p.2.
Lemma hinges_exist (v : R -> 'cV[R]_Q) (s : seq R) : sorted >%R s ->
  exists c r, forall u, u \in s -> hinges c r u = v u.
Proof.
elim: s => [|a s IH] /=; first by exists 0, [::].
case: s IH => [|d s] IH.
  by move=> _; exists (v a), [::] => u; rewrite inE => /eqP ->; rewrite /hinges big_nil addr0.
move=> /= /andP[da ps]; have [c [r h]] := IH ps.
have le u : u \in d :: s -> u <= d.
  rewrite inE => /orP[/eqP -> //|us].
  by have /allP/(_ _ us)/ltW := order_path_min (rev_trans lt_trans) ps.
exists c, ((d, (a - d)^-1 *: (v a - hinges c r a)) :: r) => u.
rewrite inE /hinges big_cons => /orP[/eqP ->|us].
  have ad : 0 < a - d by rewrite subr_gt0.
  rewrite (max_idPr (ltW ad)) scalerA divff ?gt_eqF // scale1r addrCA.
  by rewrite -/(hinges c r a) subrK.
rewrite (max_idPl _) ?subr_le0 ?le // scale0r add0r.
exact: h.
Qed.

Variables (M : nat) (T : finType) (x : T -> 'cV[R]_M) (y : T -> 'cV[R]_Q).
Theorem W1_layer : (forall s t, x s = x t -> y s = y t) ->
  exists K (th : net R (two_widths M K K) 1 Q), forall t, gout th (x t) = y t.
Proof.
move=> const; have [f inj] := separating_functional x.
pose vals := rev (sort <=%R (undup [seq dot f (x t) | t <- enum T])).
have vs : sorted >%R vals by rewrite rev_sorted sort_lt_sorted undup_uniq.
pose v u := if [pick t | dot f (x t) == u] is Some t then y t else 0.
have [c [r h]] := hinges_exist v vs.
pose p (j : 'I_(size r)) := nth (0, 0) r j.
exists (size r), (@Net R (two_widths M (size r) (size r)) 1 Q
  (fun l => match l return 'M[R]_(two_widths M _ _ l.+1, two_widths M _ _ l) with
    | 0 => \matrix_(j, i) f i 0 | _ => 0 end)
  (fun l => match l return 'cV[R]_(two_widths M _ _ l.+1) with
    | 0 => \col_j - (p j).1 | _ => 0 end)
  (\matrix_(q, j) (p j).2 q 0) c) => t.
have hv : hinges c r (dot f (x t)) = y t.
  rewrite h; last first.
    by rewrite mem_rev mem_sort mem_undup; apply: (map_f (fun t => dot f (x t))); rewrite mem_enum.
  rewrite /v; case: pickP => [s /eqP e|/(_ t)]; last by rewrite eqxx.
  by apply: const; apply: inj.
rewrite -hv /hinges addrC; congr (_ + _).
rewrite (big_nth (0, 0)) big_mkord; apply/colP => q; rewrite summxE mxE; apply: eq_bigr => j _.
rewrite [RHS]mxE mulrC [X in _ * X]mxE; congr (_ * _).
rewrite mxE; congr Num.max; rewrite mxE [X in _ + X]mxE; congr (_ - _).
by rewrite mxE; apply: eq_bigr => i _; rewrite mxE.
Qed.
End OneLayer.

(**************************************************************************************************)
(* G8 (ii): two hidden layers of width K that take K + 1 values on K + 1 classes, as matrices     *)
(*   head i v           == the first i entries of v, the rest 0                                   *)
(*   low C              == the weights C k l before the bias are 0 for k < l                      *)
(*   seen x A t         == the values of the first layer A at point t                             *)
(*   stairs cl x A B    == on class i, first layer: units before i are off, unit i is on; second  *)
(*                         layer: exactly the units before i are on                               *)
(*   moving cl x A      == on class l, 0 < l < K, unit l of the first layer is not constant       *)
(*   fits cl x y A B C  == the output is y i on class i                                           *)
(**************************************************************************************************)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq path div choice fintype.
From mathcomp Require Import ssrAC finfun tuple bigop finset ssralg ssrnum zmodp matrix.
From mathcomp Require Import mxalgebra vector.
From Theory Require Import Basic Near Descent Moments Network Jacobian Widths Manifold ChainRule.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory order.Order.Theory.
Local Open Scope ring_scope.

(** An affine map that has K + 1 affinely independent values on a space of dimension K. *)
Lemma weights_injective (R : realFieldType) Q K (W : 'M[R]_(Q, K)) b (h : 'I_K.+1 -> 'cV[R]_K) y :
  (forall j, W *m h j + b = y j) -> aff_indep y -> forall v : 'cV[R]_K, W *m v = 0 -> v = 0.
Proof.
move=> e ind v Wv; have := lifted_full (indep_before e ind); set H := \matrix_(_, _) _ => full.
have /row_freeP[B HB] : row_free H by rewrite -row_leq_rank (eqP full) addn1.
pose a := B *m col_mx v (0 : 'cV_1); have Ha : H *m a = col_mx v 0 by rewrite mulmxA HB mul1mx.
have HE : H *m a = \sum_j a j 0 *: up (h j).
  by apply/colP => i; rewrite summxE mxE; apply: eq_bigr => j _; rewrite mxE [RHS]mxE mulrC.
have a0 j : a j 0 = 0.
  apply: (ind (fun j => a j 0)).
    have /(congr1 (fun z : 'cV_1 => z 0 0)) := congr1 dsubmx Ha.
    rewrite col_mxKd HE linear_sum summxE mxE => {2}<-.
    by apply: eq_bigr => i _; rewrite linearZ /= col_mxKd !mxE mulr1.
  rewrite (eq_bigr (fun j => row_mx W b *m (a j 0 *: up (h j)))) => [|i _].
    by rewrite -mulmx_sumr -HE Ha mul_row_col Wv mulmx0 addr0.
  by rewrite -scalemxAr row_up e.
apply: (etrans (esym (col_mxKu v (0 : 'cV_1)))); rewrite -Ha HE big1 ?linear0 // => j _.
by rewrite a0 scale0r.
Qed.

(** What layer 2 sees on a class determines its weights from the last class down. *)
Section Triangle.
Variables (R : realFieldType) (K : nat).
Definition head (i : 'I_K.+1) (v : 'cV[R]_K) : 'cV[R]_K :=
  \col_k (if (k < i)%N then v k 0 else 0).
Definition low (C : 'M[R]_(K, K + 1)) := forall k l : 'I_K, (k < l)%N -> C k (lshift 1 l) = 0.
Lemma head_lin i a u v : head i (a *: u + v) = a *: head i u + head i v.
Proof. by apply/colP => k; rewrite !mxE; case: ifP => _ //; rewrite mulr0 addr0. Qed.
Lemma head0 v : head ord0 v = 0.
Proof. by apply/colP => k; rewrite !mxE. Qed.

Lemma upE (C : 'M[R]_(K, K + 1)) (z : 'cV[R]_K) k :
  (C *m up z) k 0 = \sum_l C k (lshift 1 l) * z l 0 + C k (rshift K 0).
Proof.
rewrite mxE big_split_ord big_ord1 col_mxEd mxE mulr1; congr (_ + _).
by apply: eq_bigr => l _; rewrite col_mxEu.
Qed.

Variables (T : finType) (cl : T -> 'I_K.+1) (n : T -> 'cV[R]_K).
Hypothesis before : forall t (k : 'I_K), (k < cl t)%N -> n t k 0 = 0.
Lemma head_low C t : low C -> head (cl t) (C *m up (n t)) = head (cl t) (rsubmx C).
Proof.
move=> lowC; apply/colP => k; rewrite [LHS]mxE [RHS]mxE; case: ifP => // ki.
rewrite upE [rsubmx _ _ _]mxE big1 ?add0r // => l _.
have [kl|lk] := ltnP k l; first by rewrite lowC // mul0r.
by rewrite before ?mulr0 // (leq_ltn_trans lk).
Qed.

Hypothesis moves : forall l : 'I_K, (0 < l)%N ->
  exists s t, [/\ cl s = l :> nat, cl t = l :> nat & n s l 0 != n t l 0].
Lemma triangle (C : 'M[R]_(K, K + 1)) : (forall s t, cl s = cl t ->
  head (cl t) (C *m up (n s)) = head (cl t) (C *m up (n t))) -> low C.
Proof.
move=> same k l; move: {2}(K - l)%N (leqnn (K - l)) => d; elim: d k l => [|d IH] k l.
  by rewrite leqn0 subn_eq0 leqNgt ltn_ord.
move=> ld kl; have [s [t [es et]]] := moves (leq_ltn_trans (leq0n k) kl).
rewrite -subr_eq0 => nz; apply/eqP; rewrite -(mulIr_eq0 _ (mulIf nz)) mulrBr subr_eq0; apply/eqP.
have /colP/(_ k) : head (cl t) (C *m up (n s)) = head (cl t) (C *m up (n t)).
  by apply: same; apply: ord_inj; rewrite es et.
have rest u : cl u = l :> nat ->
    (C *m up (n u)) k 0 = C k (lshift 1 l) * n u l 0 + C k (rshift K 0).
  move=> eu; rewrite upE (bigD1 l) //= big1 ?addr0 // => j; rewrite neq_ltn => /orP[jl|lj].
    by rewrite before ?mulr0 // eu.
  by rewrite IH ?mul0r ?(ltn_trans kl) // -ltnS (leq_trans _ ld) // ltn_sub2l.
rewrite [LHS]mxE [RHS]mxE et kl !rest //.
by move/addIr.
Qed.
End Triangle.

(** Two hidden layers A, B and an output layer C. *)
Section Layers.
Variables (R : realFieldType) (Q m K : nat) (T : finType).
Variables (cl : T -> 'I_K.+1) (x : T -> 'cV[R]_m) (y : 'I_K.+1 -> 'cV[R]_Q).
Variables (A : 'M[R]_(K, m + 1)) (B : 'M[R]_(K, K + 1)) (C : 'M[R]_(Q, K + 1)).

Definition seen t : 'cV[R]_K := relu (A *m up (x t)).
Definition stairs := (forall t (k : 'I_K), ((k < cl t)%N -> (A *m up (x t)) k 0 < 0) /\
    (k = cl t :> nat -> 0 < (A *m up (x t)) k 0)) /\
  forall t (k : 'I_K), if (k < cl t)%N then 0 < (B *m up (seen t)) k 0
    else (B *m up (seen t)) k 0 < 0.
Definition moving := forall l : 'I_K, (0 < l)%N -> exists s t,
  [/\ cl s = l :> nat, cl t = l :> nat & (A *m up (x s)) l 0 != (A *m up (x t)) l 0].
Definition fits := forall t, C *m up (relu (B *m up (seen t))) = y (cl t).

Hypothesis on : stairs.
Lemma seen_before t (k : 'I_K) : (k < cl t)%N -> seen t k 0 = 0.
Proof. by move=> lt; rewrite mxE; apply/max_idPl/ltW/(on.1 t k).1. Qed.
Lemma seen_at t (k : 'I_K) : k = cl t :> nat -> seen t k 0 = (A *m up (x t)) k 0.
Proof. by move=> e; rewrite mxE; apply/max_idPr/ltW/(on.1 t k).2. Qed.
Lemma mask_head t v : mask (B *m up (seen t)) v = head (cl t) v.
Proof.
apply/colP => k; rewrite [LHS]mxE [RHS]mxE; have := on.2 t k.
by case: ifP => _; [move=> ->|move=> /lt_gtF ->].
Qed.
Lemma relu_head t : relu (B *m up (seen t)) = head (cl t) (B *m up (seen t)).
Proof.
apply/colP => k; rewrite [LHS]mxE [RHS]mxE; have := on.2 t k.
by case: ifP => _ /ltW h; [apply/max_idPr|apply/max_idPl].
Qed.
Lemma out_head t : C *m up (relu (B *m up (seen t))) =
  lsubmx C *m head (cl t) (B *m up (seen t)) + rsubmx C.
Proof. by rewrite -relu_head -mul_up. Qed.

Hypothesis nonempty : forall j, exists t, cl t = j.
(** The values on the classes, where the second weights are triangular. *)
Lemma fits_low : low B ->
  fits <-> forall j, lsubmx C *m head j (rsubmx B) + rsubmx C = y j.
Proof.
move=> lB; split=> [e j|e t].
  by have [t <-] := nonempty j; rewrite -e out_head (head_low seen_before).
by rewrite -e out_head (head_low seen_before).
Qed.

Lemma seen_moves : moving -> forall l : 'I_K, (0 < l)%N ->
  exists s t, [/\ cl s = l :> nat, cl t = l :> nat & seen s l 0 != seen t l 0].
Proof. by move=> mv l /mv[s [t [es et ne]]]; exists s, t; rewrite !seen_at ?es ?et. Qed.

Hypotheses (moves : moving) (ind : aff_indep y) (fit : fits).
Lemma out_injective (v : 'cV[R]_K) : lsubmx C *m v = 0 -> v = 0.
Proof.
have ne j : exists t, cl t == j by have [t <-] := nonempty j; exists t.
pose rep j := xchoose (ne j); pose g t := head (cl t) (B *m up (seen t)).
apply: (weights_injective (b := rsubmx C) (h := fun j => g (rep j)) _ ind) => j.
by rewrite -[in RHS](eqP (xchooseP (ne j))) -fit out_head.
Qed.
(* what is the same on each class before and after the output weights *)
Lemma same_heads (v : T -> 'cV[R]_K) :
  (forall s t, cl s = cl t -> lsubmx C *m head (cl s) (v s) = lsubmx C *m head (cl t) (v t)) ->
  forall s t, cl s = cl t -> head (cl t) (v s) = head (cl t) (v t).
Proof.
move=> same s t e; apply/eqP; rewrite -subr_eq0; apply/eqP/out_injective.
by rewrite mulmxBr -(same s t e) e subrr.
Qed.
Lemma fits_triangle : low B.
Proof.
apply: (triangle seen_before (seen_moves moves)); apply: same_heads => s t e.
apply: addIr (etrans (esym (out_head s)) (etrans (fit s) _)).
exact: etrans (congr1 y e) (etrans (esym (fit t)) (out_head t)).
Qed.

Hypothesis lB : low B.
Lemma bias_gt0 (k : 'I_K) : 0 < B k (rshift K 0).
Proof.
have [t e] := nonempty ord_max; have := on.2 t k.
have /colP/(_ k) := head_low seen_before t lB.
by rewrite [LHS]mxE [RHS]mxE [rsubmx _ _ _]mxE e ltn_ord => ->.
Qed.
Lemma mul_along k n (D : 'M[R]_(k, n + 1)) z : D *m along z = lsubmx D *m z.
Proof. by rewrite -{1}[D]hsubmxK mul_row_col mulmx0 addr0. Qed.
(** The tangent of an output: nothing of the first layer is left. *)
Lemma tangent_head t u (dB : 'M[R]_(K, K + 1)) (dC : 'M[R]_(Q, K + 1)) :
  C *m along (mask (B *m up (seen t)) (B *m along (mask (A *m up (x t)) u) + dB *m up (seen t))) +
    dC *m up (relu (B *m up (seen t))) =
  lsubmx C *m head (cl t) (dB *m up (seen t)) +
    (lsubmx dC *m head (cl t) (rsubmx B) + rsubmx dC).
Proof.
rewrite relu_head mask_head (head_low seen_before) // [dC *m _]mul_up mul_along.
congr (_ *m _ + _); apply/colP => k; rewrite [LHS]mxE [RHS]mxE; case: ifP => // kt.
rewrite mxE mul_along [X in X + _]mxE big1 ?add0r // => l _; rewrite [lsubmx _ _ _]mxE.
have [kl|lk] := ltnP k l; first by rewrite lB ?mul0r.
by rewrite [mask _ _ _ _]mxE lt_gtF ?mulr0 // (on.1 t l).1 // (leq_ltn_trans lk).
Qed.
End Layers.

(** The values on all classes, one class after the other. *)
Section Steps.
Variables (R : realFieldType) (Q K : nat) (W : 'M[R]_(Q, K)) (c : 'cV[R]_Q) (b : 'cV[R]_K).
Variable y : 'I_K.+1 -> 'cV[R]_Q.
Lemma head_next (k : 'I_K) :
  head (inord k.+1) b = head (inord k) b + b k 0 *: delta_mx k 0.
Proof.
have lt := ltn_ord k; apply/colP => i; rewrite !mxE !inordK ?ltnS ?(ltnW lt) // eqxx andbT.
rewrite leq_eqVlt -val_eqE /=; case: eqVneq => [e|ne] /=; last by rewrite mulr0 addr0.
by rewrite e ltnn mulr1 add0r (val_inj e).
Qed.
Lemma value_next (k : 'I_K) : W *m head (inord k.+1) b + c =
  W *m head (inord k) b + c + b k 0 *: col k W.
Proof. by rewrite head_next mulmxDr -scalemxAr -colE addrAC. Qed.
Lemma steps : (forall j, W *m head j b + c = y j) <->
  c = y ord0 /\ forall k : 'I_K, b k 0 *: col k W = y (inord k.+1) - y (inord k).
Proof.
split=> [e|[e0 step] j].
  split=> [|k]; first by rewrite -e head0 mulmx0 add0r.
  by rewrite -!e value_next [RHS]addrC addKr.
suff h k : (k < K.+1)%N -> W *m head (inord k) b + c = y (inord k) by rewrite -[j]inord_val h.
elim: k => [|k IH] lt.
  by rewrite (_ : inord 0 = ord0) ?head0 ?mulmx0 ?add0r //; apply: ord_inj; rewrite inordK.
rewrite (value_next (Ordinal (lt : (k < K)%N))) IH ?(ltnW lt) // step /= addrC.
exact: subrK.
Qed.
End Steps.

(** The networks that are right on all classes, by their weights and biases. *)
Section Fits.
Variables (R : realFieldType) (Q m K : nat) (T : finType).
Variables (cl : T -> 'I_K.+1) (x : T -> 'cV[R]_m) (y : 'I_K.+1 -> 'cV[R]_Q).
Hypotheses (nonempty : forall j, exists t, cl t = j) (ind : aff_indep y).
Lemma fits_graph (A : 'M[R]_(K, m + 1)) (B : 'M[R]_(K, K + 1)) (C : 'M[R]_(Q, K + 1)) :
  stairs cl x A B -> moving cl x A -> (forall k, 0 < B k (rshift K 0)) -> fits cl x y A B C <->
  [/\ low B, rsubmx C = y ord0 & forall k : 'I_K,
    col k (lsubmx C) = (B k (rshift K 0))^-1 *: (y (inord k.+1) - y (inord k))].
Proof.
move=> on mv b0; have bE k : B k (rshift K 0) = rsubmx B k 0 by rewrite mxE.
have nz k : rsubmx B k 0 != 0 by rewrite -bE gt_eqF.
split=> [fit|[lB e0 e]].
  have lB := fits_triangle on nonempty mv ind fit; split=> //.
    by have /(fits_low y C on nonempty lB)/steps[] := fit.
  move=> k; have /(fits_low y C on nonempty lB)/steps[_ <-] := fit.
  by rewrite bE scalerA mulVf ?scale1r.
by apply/(fits_low y C on nonempty lB)/steps; split=> // k; rewrite e bE scalerA mulfV ?scale1r.
Qed.
End Fits.

(** Near such a network: A and B are continuous in any sense. *)
Section Near.
Variables (R : realFieldType) (m K : nat) (T : finType) (cl : T -> 'I_K.+1) (x : T -> 'cV[R]_m).
Variables (X : Type) (ball : R -> X -> Prop).
Hypothesis ball_le : forall d e a, d <= e -> ball d a -> ball e a.
Variables (A0 : 'M[R]_(K, m + 1)) (B0 : 'M[R]_(K, K + 1)).
Variables (A : X -> 'M[R]_(K, m + 1)) (B : X -> 'M[R]_(K, K + 1)).
Hypotheses (A_cont : cont ball A0 A) (B_cont : cont ball B0 B).
Lemma first_cont t : cont ball (A0 *m up (x t)) (fun a => A a *m up (x t)).
Proof. by apply: (layer_cont ball_le) => //; apply: cont_const. Qed.
Lemma second_cont t : cont ball (B0 *m up (seen x A0 t)) (fun a => B a *m up (seen x (A a) t)).
Proof. by apply: (layer_cont ball_le) => //; apply/relu_cont/first_cont. Qed.
Lemma bias_cont : cont ball (rsubmx B0) (fun a => rsubmx (B a)).
Proof. by move=> e /B_cont[d d0 h]; exists d => // a /h {}h i j; rewrite !mxE. Qed.

Hypotheses (on : stairs cl x A0 B0) (mv : moving cl x A0) (b0 : forall k, 0 < B0 k (rshift K 0)).
Lemma near_all : exists2 d, 0 < d & forall a, ball d a ->
  [/\ stairs cl x (A a) (B a), moving cl x (A a) & forall k, 0 < B a k (rshift K 0)].
Proof.
have [d1 d10 h1] := common_delta ball_le (fun t => cont_sign ball_le (first_cont t)).
have [d2 d20 h2] := common_delta ball_le (fun t => cont_sign ball_le (second_cont t)).
have [d3 d30 h3] := common_delta ball_le (fun st : T * T => cont_sign ball_le
  (cont_add ball_le (first_cont st.1) (cont_opp (first_cont st.2)))).
have [d4 d40 h4] := cont_sign ball_le bias_cont.
exists (Num.min (Num.min d1 d2) (Num.min d3 d4)) => [|a ba]; first by rewrite !lt_minr d10 d20 d30.
have {}h1 : forall t, _ := h1 a (ball_le _ ba); have {}h2 : forall t, _ := h2 a (ball_le _ ba).
have {}h3 : forall st, _ := h3 a (ball_le _ ba); have {}h4 : forall i, _ := h4 a (ball_le _ ba).
split; last first.
- move=> k; apply: keep_gt0 (b0 k); have := h4 _ k; rewrite 2![rsubmx _ _ _]mxE; apply.
  by rewrite !le_minl lexx !orbT.
- move=> l /mv[s [t [es et ne]]]; exists s, t; split=> //; move: ne.
  have e (M : 'M[R]_(K, m + 1)) : ((M *m up (x s) - M *m up (x t)) l 0 != 0) =
      ((M *m up (x s)) l 0 != (M *m up (x t)) l 0).
    by rewrite [X in X != 0]mxE [X in _ + X != 0]mxE subr_eq0.
  rewrite -e => ne; rewrite -e -sgr_eq0.
  by rewrite (h3 _ (s, t)) ?sgr_eq0 // !le_minl lexx !orbT.
split=> t k.
  split=> h; [apply: keep_lt0 ((on.1 t k).1 h)|apply: keep_gt0 ((on.1 t k).2 h)];
    by apply: h1; rewrite !le_minl lexx.
have := on.2 t k; case: ifP => _; [apply: keep_gt0|apply: keep_lt0];
  by apply: h2; rewrite !le_minl lexx !orbT.
Qed.
Lemma near_graph Q (y : 'I_K.+1 -> 'cV[R]_Q) (C : X -> 'M[R]_(Q, K + 1)) :
  (forall j, exists t, cl t = j) -> aff_indep y -> exists2 e, 0 < e & forall a, ball e a ->
  (forall k, 0 < B a k (rshift K 0)) /\ (fits cl x y (A a) (B a) (C a) <->
  [/\ low (B a), rsubmx (C a) = y ord0 & forall k : 'I_K, col k (lsubmx (C a)) =
    (B a k (rshift K 0))^-1 *: (y (inord k.+1) - y (inord k))]).
Proof.
move=> nonempty ind; have [e e0 h] := near_all; exists e => // a /h[on' mv' b0'].
by split=> //; apply: fits_graph.
Qed.
End Near.


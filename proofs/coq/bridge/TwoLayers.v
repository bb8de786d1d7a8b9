(**************************************************************************************************)
(* G8 (ii) for a certificate: two hidden layers of width K that tell K + 1 classes in their order *)
(*   zero_set_triangle == near the network the parameters of cost 0 are a graph: in the second    *)
(*                        layer the weights k l with k < l are 0, in the output layer the bias is *)
(*                        the first target and column k the step to the next one, divided by the  *)
(*                        bias of unit k                                                          *)
(**************************************************************************************************)
From Truncation Require Import Spec CellSigns Independence.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq path div choice fintype.
From mathcomp Require Import ssrAC finfun tuple bigop finset binomial ssralg ssrnum zmodp.
From mathcomp Require Import matrix mxalgebra vector.
From Theory Require Import RealNumbers Basic Descent Moments Network ChainRule Staircase.
From Theory Require TwoLayers.
From Bridge Require Import Vectors Points AnyWidths Verdicts Wide WideRanks.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory order.Order.Theory.
Local Open Scope ring_scope.

Section Statements.
Variables (M K : nat) (Ls : list layer) (A : mat) (c : vec) (Ks : list cluster).
Notation y := (@target K.+1 Ks).

Definition zero_set_triangle := exists2 e, 0 < e &
  forall q : wparams RR K.+1 M [:: K; K], wclose e (wide K.+1 M [:: K; K] Ls A c) q ->
  (forall k : 'I_K, 0 < q.2.1 k (rshift K 0)) /\ (wide_cost Ks q = 0 <->
  [/\ forall k l : 'I_K, (k < l)%N -> q.2.1 k (lshift 1 l) = 0, rsubmx q.2.2 = y ord0
    & forall k : 'I_K, col k (lsubmx q.2.2) =
        (q.2.1 k (rshift K 0))^-1 *: (y (inord k.+1) - y (inord k))]).
End Statements.

Section TwoLayers.
Variables (M K : nat) (L1 L2 : layer) (A : mat) (c : vec) (Ks : list cluster).
Hypothesis sz : sized M ([:: K; K] ++ [:: K.+1])%list [:: L1; L2] A c.
Hypotheses (classes : length Ks = K.+1) (pts : inputs M Ks).
Hypothesis inhabited : List.Forall (fun k => fst k <> nil /\ length (snd k) = K.+1) Ks.
Let data := any_data classes pts inhabited.
Notation x := (@position M K.+1 Ks).
Notation cl := (@class_of K.+1 Ks).
Notation p := (wide K.+1 M [:: K; K] [:: L1; L2] A c).
Notation first := (row_mx (Mx K M (fst L1)) (V K (snd L1))).
Notation second := (row_mx (Mx K K (fst L2)) (V K (snd L2))).

Lemma at_class (P : nat -> vec -> Prop) t : at_each P Ks -> P (cl t) (input t).
Proof.
move=> h; apply: h (input_in t).
by rewrite classes; apply/ssrnat.ltP.
Qed.
Lemma layer_sizes : [/\ Spec.shape K M (fst L1), length (snd L1) = K, Spec.shape K K (fst L2) &
  length (snd L2) = K].
Proof. by move: sz; case: (L1) (L2) => [W1 b1] [W2 b2] /= [? [? [? [? _]]]]. Qed.
Lemma first_at t k : (first *m up (x t)) k 0 =
  List.nth k (affine (fst L1) (snd L1) (input t)) R0.
Proof. by have [sW lb _ _] := layer_sizes; rewrite affine_up ?(input_len data) // mxE. Qed.
Lemma second_at t k : (second *m up (seen x first t)) k 0 =
  List.nth k (affine (fst L2) (snd L2) (hidden [:: L1] (input t))) R0.
Proof.
have [sW lb sW' lb'] := layer_sizes; have la := affine_len (input t) sW lb.
rewrite /seen affine_up ?(input_len data) // -relu_bridge // affine_up ?List.map_length // mxE.
by case: (L1).
Qed.
Lemma ltbE a b : Nat.ltb a b = (a < b)%N.
Proof. by apply/idP/idP => [/PeanoNat.Nat.ltb_lt/ssrnat.ltP|/ssrnat.ltP/PeanoNat.Nat.ltb_lt]. Qed.

Lemma stairs_ok : cell_signs L1 L2 Ks -> stairs cl x first second.
Proof.
have [sW lb sW' lb'] := layer_sizes; move=> h; split=> t k; have [f s] := at_class t h.
  have /f[below at_] : (k < length (affine (fst L1) (snd L1) (input t)))%coq_nat.
    by rewrite (affine_len _ sW) //; apply/ssrnat.ltP.
  rewrite first_at; split=> [/ssrnat.ltP /below /ltRP //|/at_ /ltRP //].
have lh : length (hidden [:: L1] (input t)) = K.
  by case: (L1) sW lb => W b /= sW lb; rewrite List.map_length (affine_len _ sW).
have /s : (k < length (affine (fst L2) (snd L2) (hidden [:: L1] (input t))))%coq_nat.
  by rewrite (affine_len _ sW') //; apply/ssrnat.ltP.
by rewrite second_at ltbE; case: (k < cl t)%N => /ltRP.
Qed.
Lemma moving_ok : rows_move nil (fst L1) (snd L1) Ks -> moving cl x first.
Proof.
move=> h l l0; have lt : (l < K.+1)%N := ltnW (ltn_ord l).
have [|| z [z' [inz [inz' ne]]]] := h l; first exact/ssrnat.ltP.
  by rewrite classes; apply/ssrnat.ltP; rewrite ltnS ltn_ord.
have [s cs es] := point_index (j := Ordinal lt) inz.
have [t ct et] := point_index (j := Ordinal lt) inz'.
exists s, t; rewrite cs ct; split=> //; apply/eqP.
by rewrite !first_at es et.
Qed.

Hypotheses (signs : cell_signs L1 L2 Ks) (moves : rows_move nil (fst L1) (snd L1) Ks).
Hypotheses (ind : independent true K.+1 Ks) (fitted : interpolates [:: L1; L2] A c Ks).
Lemma fits_ok : fits cl x (@target K.+1 Ks) first second (row_mx (Mx K.+1 K A) (V K.+1 c)).
Proof. by case: (wide_fits_ok sz classes pts inhabited fitted) => h _ t; apply: h. Qed.

Let onto := nonempty data.
Let targets := targets_aff data ind.
Theorem triangle_rank_ok r d : (K.+1 * K.+1 + binomial K 2)%N = r ->
  (d + r)%coq_nat = wsize K.+1 M [:: K; K] ->
  wide_rank M K.+1 [:: K; K] [:: L1; L2] A c Ks r d.
Proof.
move=> er ed; have rank : \dim (limg (wjac x p)) = r.
  rewrite -er.
  exact: (TwoLayers.rank (p := p) onto targets (stairs_ok signs) (moving_ok moves) fits_ok).
split=> //; have := limg_ker_dim (wjac x p) fullv.
rewrite capfv wparams_dim rank -ed; exact: addIn.
Qed.
Theorem zero_set_triangle_ok : zero_set_triangle M K [:: L1; L2] A c Ks.
Proof.
have [e e0 h] := TwoLayers.graph (p := p) onto targets (stairs_ok signs) (moving_ok moves) fits_ok.
exists e => [//|q /h[pos g]]; exact: conj pos (iff_trans (wide_cost_eq0 q data) g).
Qed.
End TwoLayers.

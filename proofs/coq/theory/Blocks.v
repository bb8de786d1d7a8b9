(**************************************************************************************************)
(* Weighted means over blocks of equal key, and what they cost                                    *)
(*   block_mean key w y t == weighted mean of y over the points with the key of t                 *)
(*   block_cost key w y   == \sum_t w t * |block_mean t - y t|^2                                  *)
(*   blocks_square == the cost of anything that is constant on the blocks, block_cost plus a      *)
(*                     square                                                                     *)
(**************************************************************************************************)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq path div choice fintype.
From mathcomp Require Import ssrAC finfun tuple bigop finset order ssralg ssrnum zmodp matrix.
From mathcomp Require Import mxalgebra vector.
From Theory Require Import Basic.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.
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

(**************************************************************************************************)
(* The hypotheses of T5d hold together: two classes in the plane, one layer                       *)
(*   theta == the network; example_not_minimum == T5d applies to it                               *)
(**************************************************************************************************)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq path div choice fintype.
From mathcomp Require Import ssrAC finfun tuple bigop finset ssralg ssrnum zmodp matrix.
From mathcomp Require Import mxalgebra vector.
From Theory Require Import Basic Near Readout Descent Moments Network NoMinimum.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory order.Order.Theory.
Local Open Scope ring_scope.

Section Example.
Variable R : realFieldType.
(* class 0: (-1,-1); class 1: (1,1), (2,1), (1,2) *)
Definition vec2 (a b : R) : 'cV[R]_2 := \col_i (if i == 0 then a else b).
Definition pts : seq ('cV[R]_2) := [:: vec2 (-1) (-1); vec2 1 1; vec2 2%:R 1; vec2 1 2%:R].
Definition xs (t : 'I_4) : 'cV[R]_2 := nth 0 pts t.
Definition cls (t : 'I_4) : 'I_2 := if t == 0 then 0 else 1.
Definition ys (j : 'I_2) : 'cV[R]_2 := if j == 0 then vec2 1 0 else vec2 0 1.
Definition layer_of (j : 'I_2) : nat := if j == 0 then 0%N else 1%N.
Definition theta : params R 1 2 2 := make 1 (fun _ => 1%:M) (fun _ => 0) 1%:M 0.

Lemma inhabited_classes j : exists t, cls t = j.
Proof.
by case: (eqVneq j 0) => [->|nz]; [exists 0|exists 1; rewrite /cls /=; apply/esym/eqP;
  case: j nz => [[|[|//]] ? //]].
Qed.

Lemma example_region : region cls xs layer_of theta.
Proof.
split=> [l lt|t l i]; first by rewrite W_make // unitmx1.
rewrite ltnS leqn0 => /eqP ->; rewrite /pre W_make // b_make // mul1mx addr0 /=.
have pos1 : 0 < 1 :> R := ltr01. have pos2 : 0 < 2%:R :> R by rewrite ltr0n.
have neg1 : -1 < 0 :> R by rewrite oppr_lt0.
rewrite /xs /cls /layer_of.
by case: t => [[|[|[|[|//]]]] ?] /=; rewrite !mxE; case: (i == 0).
Qed.

Lemma example_indep : aff_indep ys.
Proof.
move=> a _ e j; have := congr1 (fun v : 'cV[R]_2 => v j 0) e.
rewrite summxE big_ord_recl big_ord1 /= !mxE /=.
by case: (eqVneq j 0) => [->|nz]; rewrite ?eqxx /= ?mulr1 ?mulr0 ?addr0 ?add0r //;
  case: j nz => [[|[|//]] ? //] _;
  rewrite ?mulr1 ?mulr0 ?addr0 ?add0r // => <-; congr a; apply/val_inj.
Qed.
Lemma span_posdef (T : finType) M (w : T -> R) (z : T -> 'cV[R]_M) : (forall t, 0 <= w t) ->
  (forall v, (forall t, 0 < w t -> dot (z t) v = 0) -> v = 0) -> posdef (moment w z).
Proof.
move=> w0 span; split=> [|v nz]; first exact: moment_sym.
rewrite moment_quad lt_neqAle sumr_ge0 ?andbT => [|t _]; last by rewrite mulr_ge0 ?sqr_ge0.
apply/negP; rewrite eq_sym psumr_eq0 => [/allP h|t _]; last by rewrite mulr_ge0 ?sqr_ge0.
case/eqP: nz; apply: span => t wt; have := h t (mem_index_enum t).
by rewrite /= mulf_eq0 gt_eqF //= expf_eq0 /= => /eqP.
Qed.

Lemma example_definite : posdef (outer_scatter (weight _ cls) cls xs (collapsed 1 layer_of)).
Proof.
apply: span_posdef => [t|v h]; first by apply: outside_ge0 (weight_gt0 R inhabited_classes) t.
have pos (t : 'I_4) : t != 0 -> 0 < outside (weight R cls) cls (collapsed 1 layer_of) t.
  move=> nz; rewrite /outside /collapsed /layer_of /cls (negbTE nz) /=.
  exact: (weight_gt0 R inhabited_classes).
set m := xmean _ _ in h.
have d (t : 'I_4) : t != 0 -> dot (xs t) v = dot m v.
  by move=> nz; apply/eqP; rewrite -subr_eq0 -dotBl h // pos.
pose t1 : 'I_4 := @Ordinal 4 1 isT; pose t2 : 'I_4 := @Ordinal 4 2 isT;
  pose t3 : 'I_4 := @Ordinal 4 3 isT.
have e2 : dot (xs t2 - xs t1) v = 0 by rewrite dotBl !d // subrr.
have e3 : dot (xs t3 - xs t1) v = 0 by rewrite dotBl !d // subrr.
have k : 2%:R - 1 = 1 :> R by rewrite mulr2n addrK.
apply/colP => i; rewrite [RHS]mxE; case: (eqVneq i 0) => [->|nz].
  by rewrite -[RHS]e2 /dot /xs !big_ord_recl big_ord0 !mxE /= k subrr mul1r mul0r !addr0.
have -> : i = fintype.lift ord0 ord0 by apply/val_inj; case: i nz => [[|[|//]] ? //].
by rewrite -[RHS]e3 /dot /xs !big_ord_recl big_ord0 !mxE /= k subrr mul1r mul0r addr0 add0r.
Qed.

(** All of T5d's hypotheses hold for `theta`: networks as close as one likes cost less. *)
Theorem example_not_minimum eps : 0 < eps ->
  exists th', [/\ close eps theta th', region cls xs layer_of th' & cost cls xs ys th' < cost cls
    xs ys theta].
Proof.
apply: T5d => //; [exact: (weight_gt0 R inhabited_classes)|exact: inhabited_classes| |exact:
  example_indep|by exists 0|exact:
  example_definite|exact: example_region].
move=> j j'; rewrite /collapsed /layer_of; case: eqP => [-> _|//].
by case: eqP => [-> //|].
Qed.
End Example.

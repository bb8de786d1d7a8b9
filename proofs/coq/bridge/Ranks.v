(**************************************************************************************************)
(* T4 for a certificate: the rank of the true derivative, and the zero set near the network       *)
(*   derivative_at   == the tangent map is the derivative of the output at every training point   *)
(*   rank_is r d     == the Jacobian of all outputs in all parameters has rank r, its kernel the  *)
(*                     dimension d                                                                *)
(*   zero_set_graph  == near the network the parameters of cost 0 are a graph over all but Q^2 of *)
(*                     them                                                                       *)
(**************************************************************************************************)
From Truncation Require Import Spec Regions Independence.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq path div choice fintype.
From mathcomp Require Import ssrAC finfun tuple bigop finset ssralg ssrnum zmodp matrix.
From mathcomp Require Import mxalgebra vector.
From Theory Require Import RealNumbers Basic Near Readout Descent Moments Network Jacobian.
From Theory Require Import Manifold.
From Bridge Require Import Vectors Points ListNetworks InRegion Minima Cumulative Verdicts.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory order.Order.Theory.
Local Open Scope ring_scope.

Section Statements.
Variables (M Q : nat) (ls : list nat) (Ls : list layer) (A : mat) (c : vec) (Ks : list cluster).
Notation th := (params_of M Q Ls A c).
Notation x := (@position M Q Ks).

Definition derivative_at := forall t,
  bigO size_le 2 (fun h => Network.out (th + h) (x t) - Network.out th (x t) - dout th h (x t)).
Definition rank_is r d := \dim (limg (J th x)) = r /\ \dim (lker (J th x)) = d.
Definition zero_set_graph := exists (rep : 'I_Q -> point Q Ks) (s : 'I_Q -> 'I_(M + 1)),
  (forall j, class_of (rep j) = j) /\ injective s /\ exists2 d, 0 < d &
  forall th', close d th th' ->
  [/\ region (@class_of Q Ks) x (@at_layer Q ls) th',
    rowsub s (last_layer x rep th') \in unitmx &
    data_cost M Q Ks th' = 0 <-> colsub s (output_layer th') =
      (columns (@target Q Ks) - \sum_(l | l \notin [set s i | i in 'I_Q])
        col l (output_layer th') *m row l (last_layer x rep th')) *m
      invmx (rowsub s (last_layer x rep th'))].
End Statements.

Section Ranks.
Variables (M Q : nat) (ls : list nat) (Ls : list layer) (A : mat) (c : vec) (Ks : list cluster).
Hypotheses (shaped : well_shaped M Q Ls A c Ks) (classes : length Ks = Q) (all : length ls = Q).
Hypothesis rg : truncation M Q ls Ls A c Ks.
Hypothesis (ind : independent true M (last_values Ls Ks)).
Hypothesis (collapsed_all :
  List.forallb (fun l => PeanoNat.Nat.ltb l (length Ls)) ls = true).
Let data := shaped_data shaped classes.
Let inhabited := nonempty data.
Notation th := (params_of M Q Ls A c).
Notation lay := (@at_layer Q ls).

Lemma every_collapsed j : collapsed (length Ls) lay j.
Proof.
move/List.forallb_forall: collapsed_all => /(_ (List.nth j ls 0%N)) h.
apply/ssrnat.ltP/PeanoNat.Nat.ltb_lt/h; apply: List.nth_In.
by rewrite all; apply/ssrnat.ltP.
Qed.
Notation last_of j := (hidden Ls (List.hd nil (fst (class Ks j)))).
Lemma last_bridge (j : 'I_Q) : length (last_of j) = M /\
  V M (last_of j) = cumW th (length Ls) *m apexes lay th j + cumb th (length Ls).
Proof.
have [n0 _ _] := class_ok data j.
have inz : List.In (List.hd nil (fst (class Ks j))) (fst (class Ks j)).
  by move: n0; rewrite /count; case: (fst (class Ks j)) => //= z X _; left.
have [t ct it] := point_index inz.
have [len e] := state_bridge (shaped_network shaped) (input_len data t) (leqnn _).
rewrite List.firstn_all it in len e; split=> //.
by rewrite -e -it (last_state t rg) /trunc every_collapsed ct.
Qed.
Lemma last_independent : aff_indep (fun j : 'I_Q => V M (last_of j)).
Proof.
apply: independent_aff => w; have size_last : length (last_values Ls Ks) = Q.
  by rewrite List.map_length.
have [u [lu e]] := independent_rows w size_last ind.
have [s [u' [eu lu']]] := split_vec lu; exists s, (V M u') => j; have [len _] := last_bridge j.
have lt : (j < length (last_values Ls Ks))%coq_nat by rewrite size_last; apply/ssrnat.ltP.
have := e j; rewrite /class (List.nth_indep _ _ (last_value Ls (nil, nil)) lt).
rewrite [List.nth _ _ _]List.map_nth eu => <-; rewrite -(dot_bridge len lu').
by rewrite -[LHS]/(s + _) -[s in LHS]mul1r.
Qed.
Lemma apexes_independent : aff_indep (apexes lay th).
Proof.
move=> a a0 ap; apply: (last_independent a0).
under eq_bigr do rewrite (last_bridge _).2 scalerDr scalemxAr.
by rewrite big_split /= -mulmx_sumr ap mulmx0 add0r -scaler_suml a0 scale0r.
Qed.

Theorem derivative_ok : derivative_at M Q Ls A c Ks.
Proof.
move=> t; apply: derivative => l i lt; case: rg => _ /(_ t l i lt).
by case: ifP => _ h; rewrite ?(lt_eqF h) // gt_eqF.
Qed.
Theorem rank_ok K d : (length Ls * (M * M + M) + (Q * M + Q))%coq_nat = K ->
  (d + Q * Q)%coq_nat = K -> rank_is M Q Ls A c Ks (Q * Q)%coq_nat d.
Proof.
move=> eK ed; have r := T4_rank inhabited rg every_collapsed apexes_independent.
have := T4_kernel inhabited rg every_collapsed apexes_independent.
rewrite -mulnn => k; split; first by rewrite r.
by apply: (@addIn (Q * Q)%N); rewrite k; exact: (etrans eK (esym ed)).
Qed.
Theorem zero_set_ok : zero_set_graph M Q ls Ls A c Ks.
Proof.
have [rep hr] := fin_all_exists (fun j => inhabited j).
have heavy := weight_gt0 RR inhabited.
have [s [inj_s h]] := T4_graph (target Ks) heavy hr every_collapsed rg apexes_independent.
by exists rep, s.
Qed.
End Ranks.

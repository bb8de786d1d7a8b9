(**************************************************************************************************)
(* The cost of a network in its region is that of its readout on the truncated data (T5), which a *)
(* certificate lists: no hidden layer has to be followed                                          *)
(*   at_apexes th ps == the classes that are collapsed have the apexes ps                         *)
(*   cost_truncated  == the cost is that of (rA, rc) on the classes with these points             *)
(*   best_affine, best_linear == what is least there is least among all readouts of the layers    *)
(**************************************************************************************************)
From Truncation Require Import Spec Readouts.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq path div choice fintype.
From mathcomp Require Import ssrAC finfun tuple bigop finset ssralg ssrnum zmodp matrix.
From mathcomp Require Import mxalgebra vector.
From Theory Require Import RealNumbers Basic Readout Descent Network.
From Bridge Require Import Vectors Points ListNetworks InRegion Minima Cumulative.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory order.Order.Theory.
Local Open Scope ring_scope.

Section Truncated.
Variables (L M Q : nat) (ls : list nat) (ps : list vec) (Ks : list cluster).
Hypothesis data : data_ok M Q Ks.
Notation params := (Network.params RR L M Q).
Notation cl := (@class_of Q Ks).
Notation lay := (@at_layer Q ls).
Notation region := (region cl (@position M Q Ks) lay).
Notation cost := (data_cost M Q Ks).
Notation I := (collapsed L lay).
Let Ts := truncated_classes L ls ps Ks.
Implicit Types th : params.
Definition at_apexes th := forall j, I j ->
  length (List.nth j ps nil) = M /\ apexes lay th j = V M (List.nth j ps nil).

Lemma truncated_nth (j : 'I_Q) : List.nth j Ts (nil, nil) =
  if I j then ([:: List.nth j ps nil], snd (class Ks j)) else class Ks j.
Proof.
case: (data) => size_ok _; rewrite /Ts /truncated_classes -[List.map _ _]/(map _ _) nthE.
have -> : List.seq 0 (length Ks) = iota 0 Q by rewrite -size_ok.
rewrite (nth_map 0%N) ?size_iota // nth_iota // add0n -/(class Ks j) /collapsed /at_layer.
have -> : PeanoNat.Nat.ltb (List.nth j ls 0%N) L = (List.nth j ls 0%N < L)%N => //.
by apply/idP/idP => [/PeanoNat.Nat.ltb_lt/ssrnat.ltP|/ssrnat.ltP/PeanoNat.Nat.ltb_lt].
Qed.

Theorem cost_truncated th A0 c0 : region th -> at_apexes th -> Spec.shape Q M A0 ->
  length c0 = Q -> rA th = Mx Q M A0 -> rc th = V Q c0 -> cost th = Spec.cost nil A0 c0 Ts.
Proof.
move=> rg at_p sA lc eA ec; case: (data) => size_ok _.
have fg z : length z = M -> length (Spec.net nil A0 c0 z) = Q /\
    V Q (Spec.net nil A0 c0 z) = Mx Q M A0 *m V M z + V Q c0.
  by move=> lz; split; [apply: affine_len sA lc|rewrite (affine_bridge sA lc lz)].
have size_T : length Ts = Q by rewrite List.map_length List.seq_length.
rewrite (T5_cost _ _ rg) eA ec /F /acost /Spec.cost (sum_map _ _ (nil, nil)) size_T.
rewrite (sum_points (Ks := Ks)).
apply: eq_bigr => j _; rewrite truncated_nth; case: (boolP (I j)) => Ij; last first.
  apply/esym; apply: etrans (cluster_of data (g := fun z => Mx Q M A0 *m z + V Q c0) j fg) _;
    apply: eq_bigr => i _.
  by rewrite /trunc /= (negbTE Ij).
have [lp ep] := at_p j Ij; have [lf ef] := fg _ lp; have ly := target_len data j.
have -> : cluster_cost (Spec.net nil A0 c0) ([:: List.nth j ps nil], snd (class Ks j)) =
    sqn (Mx Q M A0 *m apexes lay th j + V Q c0 - target Ks j) :> RR.
  rewrite /cluster_cost /= Rinv_1 Rmult_1_l Rplus_0_r (sqnorm_bridge (vsub_len lf ly)).
  by rewrite vsub_bridge // ef ep.
have [n0 _ _] := class_ok data j.
rewrite (eq_bigr (fun _ => (count Ks j)%:R^-1 *
  sqn (Mx Q M A0 *m apexes lay th j + V Q c0 - target Ks j))) => [|i _]; last first.
  by rewrite /trunc /= Ij /weight members_count.
by rewrite sumr_const card_ord -mulr_natl mulrA divff ?mul1r // pnatr_eq0 -lt0n.
Qed.

(** Another readout of the same layers. *)
Section Readouts.
Variables (th : params) (v : RR) (A0 : mat) (c0 : vec).
Hypotheses (rg : region th) (at_p : at_apexes th) (sA : Spec.shape Q M A0) (lc : length c0 = Q).
Hypotheses (eA : rA th = Mx Q M A0) (ec : rc th = V Q c0).
Lemma cost_other (o : 'M[RR]_(Q, M) * 'cV[RR]_Q) : cost (th.1, o) =
  Spec.cost nil (unM (rA ((th.1, o) : params))) (unV (rc ((th.1, o) : params))) Ts.
Proof.
apply: cost_truncated; rewrite ?unMK ?unVK ?unV_len //; try exact: unM_shape.
  exact: region_readout.
by move=> j Ij; rewrite apexes_readout; apply: at_p.
Qed.
Theorem best_affine : least_affine nil A0 c0 Ts v ->
  cost th = v /\ forall o, cost th <= cost (th.1, o).
Proof.
case=> e le; have ev : cost th = v by rewrite (cost_truncated rg at_p sA lc eA ec).
split=> // o; rewrite ev cost_other; apply/leRP/le.
by rewrite unV_len; case: (unM_shape (rA ((th.1, o) : params))).
Qed.
Theorem best_linear : least_linear nil A0 c0 Ts v -> [/\ rc th = 0, cost th = v &
  forall o, rc ((th.1, o) : params) = 0 -> cost th <= cost (th.1, o)].
Proof.
have no_bias (B : mat) : Spec.shape Q M B -> length (linear_bias nil B) = Q /\
    V Q (linear_bias nil B) = 0.
  move=> sB; have ok : network_ok M Q nil B (unV (0 : 'cV[RR]_Q)).
    by split=> //; exact: unV_len.
  by rewrite (linear_bias_len nil sB) (linear_bias_bridge ok sB) mulmx0 oppr0.
case=> gauge [e le]; have ev : cost th = v by rewrite (cost_truncated rg at_p sA lc eA ec).
split=> [||o z]; [by rewrite ec gauge; case: (no_bias _ sA)|by []|].
have [lB zB] := no_bias _ (unM_shape (rA ((th.1, o) : params))).
rewrite ev cost_other z; apply/leRP.
suff -> : unV (0 : 'cV[RR]_Q) = linear_bias nil (unM (rA ((th.1, o) : params))) by apply: le.
by apply: (@V_inj Q); rewrite ?unV_len // unVK zB.
Qed.
End Readouts.
End Truncated.

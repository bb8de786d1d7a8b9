(**************************************************************************************************)
(* Networks of any widths: what residuals orthogonal to all functions, or path features, say      *)
(*   point_weight u  == the weight of a training point: 1/N_j (u = false), or 1/N                 *)
(*   any_costs v     == the cost is v                                                             *)
(*   least_of_all    == no function of the input costs less, hence no network of any widths (P0)  *)
(*   least_in_region == no network of these widths in the closure of the activation region costs  *)
(*                     less (R1)                                                                  *)
(*   any_minimum     == a local minimum in all parameters (R1, T6)                                *)
(**************************************************************************************************)
From Truncation Require Import Spec Residuals.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq path div choice fintype.
From mathcomp Require Import ssrAC finfun tuple bigop finset ssralg ssrnum zmodp matrix.
From mathcomp Require Import mxalgebra vector.
From Theory Require Import RealNumbers Basic Near Descent Network Widths.
From Bridge Require Import Vectors Points AnyWidths.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory order.Order.Theory.
Local Open Scope ring_scope.

Section Statements.
Variables (u : bool) (M Q : nat) (ds : list nat) (Ls : list layer) (A : mat) (c : vec).
Variable Ks : list cluster.
Notation th := (net_of M Q ds Ls A c).
Notation x := (@position M Q Ks).
Notation yt := (fun t => @target Q Ks (class_of t)).

Definition point_weight (t : point Q Ks) : RR :=
  if u then #|{: point Q Ks}|%:R^-1 else weight RR (@class_of Q Ks) t.
Notation w := point_weight.
Definition any_costs (v : Rdefinitions.R) := gcost w x yt th = v.
Definition least_of_all := forall g : 'cV[RR]_M -> 'cV[RR]_Q,
  gcost w x yt th <= \sum_t w t * sqn (g (x t) - yt t).
Definition signs_of_net l (t : point Q Ks) (i : 'I_(width M ds l.+1)) := 0 < gpre th (x t) l i 0.
Definition least_in_region := forall th' : net RR (width M ds) (length Ls) Q,
  closed_region x signs_of_net th' -> gcost w x yt th <= gcost w x yt th'.
Definition any_minimum := exists2 e, 0 < e &
  forall th' : net RR (width M ds) (length Ls) Q, gclose e th th' ->
  gcost w x yt th <= gcost w x yt th'.
End Statements.

Section AnyMinima.
Variables (u : bool) (M Q : nat) (ds : list nat) (Ls : list layer) (A : mat) (c : vec).
Hypotheses (sz : sized M ds Ls A c) (out : List.nth (length Ls) ds 0%N = Q).
Variable Ks : list cluster.
Hypotheses (classes : length Ks = Q) (pts : inputs M Ks).
Hypothesis nonempty : List.Forall (fun K => fst K <> nil /\ length (snd K) = Q) Ks.
Let data := any_data classes pts nonempty.
Notation th := (net_of M Q ds Ls A c).
Notation x := (@position M Q Ks).
Notation yt := (fun t => @target Q Ks (class_of t)).
Notation w := (@point_weight u Q Ks).
Notation f := (Spec.net Ls A c).

Lemma all_points : length (List.flat_map fst Ks) = #|{: point Q Ks}|.
Proof.
have e : (\sum_(t : point Q Ks) 1 = \sum_(j < Q) \sum_(i < Points.count Ks j) 1)%N.
  by rewrite [RHS]sig_big_dep; apply: eq_bigr => -[j i].
rewrite -sum1_card e -classes; have -> : length (List.flat_map fst Ks) =
    (\sum_(i < length Ks) length (fst (List.nth i Ks (nil, nil))))%N.
  elim: (Ks) => [|K s IH]; first by rewrite big_ord0.
  by rewrite [length (_ :: _)]/= big_ord_recl /= List.app_length IH.
by apply: eq_bigr => j _; rewrite sum1_card card_ord.
Qed.
Lemma sum_over_bridge (h : cluster -> vec -> RR) :
  sum_over u Ks h = \sum_t w t * h (class Ks (class_of t)) (input t).
Proof.
case: (data) => size_ok _; rewrite /sum_over (sum_map _ _ (nil, nil)) size_ok
  (sum_points (Ks := Ks)).
apply: eq_bigr => j _; rewrite -/(class Ks j) (sum_map _ _ nil) -/(Points.count Ks j).
have [n0 _ _] := class_ok data j; rewrite mulRE mulr_sumr; apply: eq_bigr => i _; congr (_ * _).
rewrite /divisor /point_weight; case: (u); last by rewrite /weight members_count /= invRE.
by rewrite all_points invRE //; apply/card_gt0P; exists (place i).
Qed.
Lemma weight_ge0 t : 0 <= w t.
Proof. by rewrite /point_weight; case: (u); rewrite /weight invr_ge0 ler0n. Qed.

Lemma out_len (t : point Q Ks) : length (f (input t)) = Q.
Proof.
have [len _] := gstate_bridge Q sz (input_len data t) (leqnn _);
  have [sA lc] := sized_output sz out.
by rewrite List.firstn_all in len; apply: affine_len sA lc.
Qed.
Lemma residual_bridge (t : point Q Ks) : V Q (vsub (f (input t)) (snd (class Ks (class_of t)))) =
  gout th (x t) - yt t.
Proof.
by rewrite vsub_bridge ?out_len ?(target_len data) // (gout_bridge sz out (input_len data t)).
Qed.

Theorem any_costs_ok v : weighted_cost u f Ks = v -> any_costs u M Q ds Ls A c Ks v.
Proof.
move<-; rewrite /weighted_cost sum_over_bridge; apply: eq_bigr => t _; congr (_ * _).
rewrite (@sqnorm_bridge Q) ?residual_bridge //.
by apply: vsub_len (out_len t) (target_len data _).
Qed.

(** A cost of 0, pre-activations of 0 or not. *)
Theorem no_cost_ok d : any_costs false M Q ds Ls A c Ks (Spec.frac d Z0) ->
  fits_all M Q ds Ls A c Ks.
Proof.
have -> : Spec.frac d Z0 = 0 :> RR by exact: Rmult_0_l.
move=> e; split=> // t; apply/eqP; rewrite -subr_eq0 -sqn_eq0.
move/eqP: e; rewrite psumr_eq0 => [/allP/(_ t)|s _]; last first.
  by rewrite mulr_ge0 ?sqn_ge0 // /weight invr_ge0 ler0n.
rewrite mem_index_enum => /(_ isT) /=; rewrite mulf_eq0 => /orP[|//].
by rewrite gt_eqF //; apply: weight_gt0 (Points.nonempty data) _.
Qed.

(** P0. *)
Theorem least_of_all_ok : sees_no_function u f Ks -> least_of_all u M Q ds Ls A c Ks.
Proof.
move=> h g; pose e t := gout th (x t) - yt t; pose d t := g (x t) - gout th (x t).
have cross : \sum_t w t * dot (e t) (d t) = 0.
  have z0 : sum_over u Ks (fun K z => Spec.dot (vsub (f z) (snd K))
    (vsub (unV (g (V M z))) (f z))) = 0 :> RR by exact: h.
  rewrite sum_over_bridge in z0; rewrite -[RHS]z0; apply: eq_bigr => t _.
  congr (_ * _); have lv : length (vsub (f (input t)) (snd (class Ks (class_of t)))) = Q.
    by apply: vsub_len (out_len t) (target_len data _).
  rewrite (@dot_bridge Q) // ?residual_bridge; last exact: vsub_len (unV_len _) (out_len t).
  congr dot; rewrite vsub_bridge ?unV_len ?out_len // unVK.
  by rewrite (gout_bridge sz out (input_len data t)).
have -> : gcost w x yt th = \sum_t (w t * sqn (e t) + (w t * dot (e t) (d t)) *+ 2).
  by rewrite big_split /= sumrMnl cross mul0rn addr0.
apply: ler_sum => t _; have -> : g (x t) - yt t = e t + d t.
  by rewrite /e /d [RHS]addrC addrA subrK.
rewrite [sqn (e t + d t)]sqnD [w t * (_ + _)]mulrDr [w t * (_ + _)]mulrDr mulrnAr ler_addl.
by rewrite mulr_ge0 ?weight_ge0 ?sqn_ge0.
Qed.

(** R1. *)
Lemma on_bridge l r (t : point Q Ks) : (l < length Ls)%N ->
  on Ls l (r : 'I_(width M ds l.+1)) (input t) = (0 < gpre th (x t) l r 0).
Proof.
move=> lt; rewrite (gpre_bridge Q sz (input_len data t) lt) mxE -/(pre_at Ls l (input t)) /on.
by case: Rlt_dec => h; apply/esym; [apply/ltRP|apply/negP => /ltRP].
Qed.
Notation D := (@signs_of_net M Q ds Ls A c Ks).
Lemma feature_path l psi : feature (d := width M ds) x D l psi -> (l <= length Ls)%N ->
  exists2 psi', path_feature Ls l psi' & forall t, psi t = psi' (input t).
Proof.
elim=> [i|{}l r|{}l r {}psi _ IH] lt.
- exists (fun z => List.nth i z R0); first exact: path_input.
  by move=> t; exact: mxE.
- exists (fun z => if on Ls l r z then IZR 1 else IZR 0); first exact: path_start.
  by move=> t; rewrite on_bridge.
have [psi' p e] := IH (ltnW lt).
exists (fun z => if on Ls l r z then psi' z else R0); first exact: path_step.
by move=> t; rewrite on_bridge // e.
Qed.
Lemma residual_free psi : free_of u f Ks psi ->
  forall q, \sum_t w t * (gout th (x t) - yt t) q 0 * psi (input t) = 0 :> RR.
Proof.
move=> h q; have z0 : sum_over u Ks (fun K z =>
  Rmult (List.nth q (vsub (f z) (snd K)) R0) (psi z)) = 0 :> RR by exact: h.
have e t : w t * (gout th (x t) - yt t) q 0 * psi (input t) = w t *
    Rmult (List.nth q (vsub (f (input t)) (snd (class Ks (class_of t)))) R0) (psi (input t)) :> RR.
  by rewrite -residual_bridge mxE -mulrA.
by rewrite sum_over_bridge in z0; rewrite (eq_bigr _ (fun t _ => e t)).
Qed.
Lemma orthogonal_ok : sees_no_path u Ls A c Ks ->
  forall q, orthogonal (d := width M ds) (length Ls) x D
    (fun t => w t * (gout th (x t) - yt t) q 0).
Proof.
move=> [one ps] q; split.
  by rewrite -[RHS](residual_free one q); apply: eq_bigr => t _; rewrite mulr1.
move=> psi /feature_path[//|psi' p e]; rewrite -[RHS](residual_free (ps _ p) q).
by apply: eq_bigr => t _; rewrite e.
Qed.
Lemma strict_region : strict_everywhere M Q ds Ls A c Ks -> open_region x D th.
Proof.
move=> s l t i lt; rewrite /signs_of_net; case: ifP => // /negbT; rewrite -leNgt le_eqVlt.
by rewrite (negbTE (s l t i lt)).
Qed.

Theorem least_in_region_ok : strict_everywhere M Q ds Ls A c Ks ->
  sees_no_path u Ls A c Ks -> least_in_region u M Q ds Ls A c Ks.
Proof.
move=> s /orthogonal_ok orth th' cr; apply: (R1_least weight_ge0 _ cr) => //.
by apply/open_closed/strict_region.
Qed.
Theorem any_minimum_ok : strict_everywhere M Q ds Ls A c Ks -> sees_no_path u Ls A c Ks ->
  any_minimum u M Q ds Ls A c Ks.
Proof. by move=> /strict_region s /orthogonal_ok; apply: (R1_local weight_ge0). Qed.
Theorem zero_minimum_ok d : any_costs u M Q ds Ls A c Ks (Spec.frac d Z0) ->
  any_minimum u M Q ds Ls A c Ks.
Proof.
move=> e; exists 1 => // th' _; have -> : gcost w x yt th = 0.
  by rewrite -[LHS]/(gcost _ _ _ _) e; exact: Rmult_0_l.
by apply: sumr_ge0 => t _; rewrite mulr_ge0 ?weight_ge0 ?sqn_ge0.
Qed.
End AnyMinima.

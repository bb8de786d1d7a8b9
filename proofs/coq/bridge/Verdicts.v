(**************************************************************************************************)
(* What certificates claim, in the words of the theory, and that the checks of their numbers      *)
(* imply it. The definitions are all that a reader of a certificate's theorem needs:              *)
(*   network_of M Q Ls A c == its network             data: points_of, class_of, target           *)
(*   truncation M Q ls .. == the network is in the region in which class j is collapsed at layer  *)
(*                       ls_j (at none, if ls_j is not the number of a layer)                     *)
(*   zero_loss           == every output is its target, and the cost is 0                         *)
(*   gauge               == the cumulative output bias is 0                                       *)
(*   costs v             == the cost is v                                                         *)
(*   readout_is A c      == the cumulative readout is (A, c)                                      *)
(*   apexes_are ps       == collapsed classes have these apexes                                   *)
(*   own_layer           == no two classes are collapsed at one layer                             *)
(*   best_readout, best_linear == no readout of these hidden layers (of those with cumulative     *)
(*                       bias 0) costs less                                                       *)
(*   held, held_linear   == a local minimum with the apexes held (and the cumulative bias 0)      *)
(*   local_minimum, no_minimum == in all parameters                                               *)
(**************************************************************************************************)
From Truncation Require Import Spec Regions Independence Middles Readouts.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq path div choice fintype.
From mathcomp Require Import ssrAC finfun tuple bigop finset ssralg ssrnum zmodp matrix.
From mathcomp Require Import mxalgebra vector.
From Theory Require Import RealNumbers Basic Near Readout Descent Moments Network NoMinimum.
From Bridge Require Import Vectors Points ListNetworks InRegion Minima Segments Cumulative.
From Bridge Require Import Truncated.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory order.Order.Theory.
Local Open Scope ring_scope.

Section Statements.
Variables (M Q : nat) (ls : list nat) (Ls : list layer) (A : mat) (c : vec) (Ks : list cluster).
Notation L := (length Ls).
Notation th := (params_of M Q Ls A c).
Notation cl := (@class_of Q Ks).
Notation x := (@position M Q Ks).
Notation y := (@target Q Ks).
Notation lay := (@at_layer Q ls).
Notation cost := (data_cost M Q Ks).
Notation w := (weight RR cl).

Definition truncation := region cl x lay th.
Definition zero_loss := (forall t, Network.out th (x t) = y (cl t)) /\ cost th = 0.
Definition gauge := rc th = 0.
Definition costs (v : Rdefinitions.R) := cost th = v.
Definition readout_is A0 c0 := rA th = Mx Q M A0 /\ rc th = V Q c0.
Definition apexes_are ps := forall j, collapsed L lay j ->
  apexes lay th j = V M (List.nth j ps nil).
Definition own_layer := forall j j', collapsed L lay j -> lay j = lay j' -> j = j'.
Definition best_readout := forall o, cost th <= cost (th.1, o).
Definition best_linear := forall o, rc ((th.1, o) : Network.params RR L M Q) = 0 ->
  cost th <= cost (th.1, o).
Definition held := minimum w cl x y (same_apexes lay th) th.
Definition held_linear := minimum w cl x y (fun th' => rc th' = 0 /\ same_apexes lay th th') th.
Definition local_minimum := minimum w cl x y (fun _ => True) th.
Definition no_minimum := refuted w cl x y lay th.
End Statements.

(** Independent targets. *)
Lemma independent_rows Q (Ks : list cluster) a n (w : 'cV[RR]_Q) :
  length Ks = Q -> independent a n Ks -> exists u : vec, length u = led a n /\
  forall j : 'I_Q, Spec.dot (lead a (snd (class Ks j))) u = w j 0.
Proof.
move=> classes; have lw : length (unV w) = length Ks by rewrite unV_len.
move=> /(_ _ lw)[u [lu e]]; exists u; split=> // j.
have := congr1 (V Q) e; rewrite unVK => <-; rewrite mxE nthE /mv.
rewrite -[List.map _ (List.map _ _)]/(map _ (map _ Ks)) -map_comp.
by rewrite (nth_map (nil, nil)) -?nthE // -[size Ks]/(length Ks) classes.
Qed.
Lemma split_vec n (u : vec) : length u = n.+1 -> exists s u', u = s :: u' /\ length u' = n.
Proof. by case: u => // s u [lu]; exists s, u. Qed.
Section Targets.
Variables (M Q : nat) (Ks : list cluster).
Hypothesis data : data_ok M Q Ks.
Lemma targets_aff : independent true Q Ks -> aff_indep (@target Q Ks).
Proof.
move=> ind; apply: independent_aff => w.
have [u [lu e]] := independent_rows w (proj1 data) ind; have [s [u' [eu lu']]] := split_vec lu.
exists s, (V Q u') => j; rewrite -e eu /= -(@dot_bridge Q) ?(target_len data) //.
by rewrite -[Rmult R1 s]/(1 * (s : RR)) mul1r.
Qed.
Lemma targets_lin : independent false Q Ks -> lin_indep (@target Q Ks).
Proof.
move=> ind; apply: independent_lin => w.
have [u [lu e]] := independent_rows w (proj1 data) ind.
by exists (V Q u) => j; rewrite -e /= -(@dot_bridge Q) ?(target_len data).
Qed.
End Targets.

Section Verdicts.
Variables (M Q : nat) (ls : list nat) (Ls : list layer) (A : mat) (c : vec) (Ks : list cluster).
Hypotheses (shaped : well_shaped M Q Ls A c Ks) (classes : length Ks = Q) (all : length ls = Q).
Let ok := shaped_network shaped.
Let data := shaped_data shaped classes.
Let inhabited := nonempty data.
Let heavy := weight_gt0 RR inhabited.

Theorem truncation_ok : invertible M Ls ->
  strict_patterns Ls Ks (all_patterns M (length Ls) ls) -> truncation M Q ls Ls A c Ks.
Proof. exact: region_bridge. Qed.
Theorem zero_loss_ok : interpolates Ls A c Ks -> Spec.cost Ls A c Ks = R0 ->
  zero_loss M Q Ls A c Ks.
Proof.
move=> fits z; split; first exact: interpolates_bridge.
by rewrite -(cost_bridge ok data).
Qed.
Theorem gauge_ok : c = linear_bias Ls A -> gauge M Q Ls A c.
Proof. exact: rc_bridge. Qed.
Theorem shaped_too Ls' A' c' : well_shaped M Q Ls' A' c' nil -> well_shaped M Q Ls' A' c' Ks.
Proof. by case: shaped => _ [_ [_ h]] [lL [sA [lc _]]]; do 3!split=> //. Qed.
Theorem own_layer_ok : own_layers (length Ls) ls = true -> own_layer Q ls Ls.
Proof.
move=> /own_layers_ok own j j'; rewrite /collapsed /at_layer => lt e.
have key (i k : 'I_Q) : (i < k)%N -> (List.nth i ls 0 < length Ls)%N ->
    List.nth i ls 0%N <> List.nth k ls 0%N.
  move=> ik h; apply: own; last exact/ssrnat.ltP.
  by split; apply/ssrnat.ltP; rewrite // all.
case: (ltngtP j j') => [h|h|/val_inj -> //]; first by case: (key _ _ h lt).
by case: (key _ _ h); rewrite -e.
Qed.

Variable v : RR.
Section Least.
Variables (A0 : mat) (c0 : vec) (ps : list vec) (Ts : list cluster).
Hypothesis rg : truncation M Q ls Ls A c Ks.
Hypothesis tr : truncates M Q Ls ls A c Ks A0 c0 ps Ts.
Lemma at_apexes_ok : at_apexes ls ps (params_of M Q Ls A c).
Proof.
case: tr => _ [_ [_ [m _]]] j Ij; case: (rg) => r _.
exact: (apex_bridge ok all r m Ij).
Qed.
Theorem readout_ok : readout_is M Q Ls A c A0 c0 /\ apexes_are M Q ls Ls A c ps.
Proof.
case: tr => sA [lc [rd _]]; split; first exact: (readout_bridge ok sA lc rd).
by move=> j Ij; case: (at_apexes_ok Ij).
Qed.
Theorem costs_ok : Spec.cost nil A0 c0 Ts = v -> costs M Q Ls A c Ks v.
Proof.
case: tr readout_ok => sA [lc [_ [_ eT]]] [[eA ec] _] <-; rewrite eT.
exact: (cost_truncated data rg at_apexes_ok sA lc eA ec).
Qed.
Theorem least_affine_ok : least_affine nil A0 c0 Ts v ->
  costs M Q Ls A c Ks v /\ best_readout M Q Ls A c Ks /\ held M Q ls Ls A c Ks.
Proof.
case: tr readout_ok => sA [lc [_ [_ ->]]] [[eA ec] _].
move=> /(best_affine data rg at_apexes_ok sA lc eA ec)[e le]; split=> //; split=> //.
exact: apexes_held.
Qed.
Theorem least_linear_ok : least_linear nil A0 c0 Ts v ->
  gauge M Q Ls A c /\ costs M Q Ls A c Ks v /\ best_linear M Q Ls A c Ks /\
    held_linear M Q ls Ls A c Ks.
Proof.
case: tr readout_ok => sA [lc [_ [_ ->]]] [[eA ec] _].
move=> /(Truncated.best_linear data rg at_apexes_ok sA lc eA ec)[g e le]; do 3!split=> //.
exact: apexes_held_linear.
Qed.
End Least.

(** T5c, T3, T5d. *)
Definition none_collapsed := List.forallb (PeanoNat.Nat.leb (length Ls)) ls.
Theorem T5c_ok : truncation M Q ls Ls A c Ks -> none_collapsed = true ->
  best_readout M Q Ls A c Ks -> local_minimum M Q Ls A c Ks.
Proof.
move=> rg /List.forallb_forall none le; apply: (all_parameters heavy _ rg le) => j.
rewrite /collapsed -leqNgt /at_layer.
have /none /PeanoNat.Nat.leb_le/ssrnat.leP // : List.In (List.nth j ls 0%N) ls.
by apply: List.nth_In; rewrite all; apply/ssrnat.ltP.
Qed.
Theorem T3_ok d : costs M Q Ls A c Ks (Spec.frac d Z0) -> local_minimum M Q Ls A c Ks.
Proof.
move=> e; apply: zero_cost => //; rewrite -[LHS]/(data_cost M Q Ks _) e.
exact: Rmult_0_l.
Qed.

Theorem better_ok A' c' v' : truncation M Q ls Ls A c Ks -> costs M Q Ls A c Ks v ->
  costs M Q Ls A' c' Ks v' -> Rlt v' v -> no_minimum M Q ls Ls A c Ks.
Proof.
move=> rg e e' lt; apply: (@better_readout _ _ _ _ _ _ _ _ _ _ heavy _ (Mx Q M A') (V Q c')) => //.
rewrite -[X in X < _]/(data_cost M Q Ks (params_of M Q Ls A' c')) [X in X < _]e' [X in _ < X]e.
exact/ltRP.
Qed.

(** Another network with the same hidden weights, in the region. *)
Let params_with L Ls' A' c' : Network.params RR L M Q :=
  Network.make L (fun l => Mx M M (fst (List.nth l Ls' (nil, nil))))
    (fun l => V M (snd (List.nth l Ls' (nil, nil)))) (Mx Q M A') (V Q c').
Lemma same_length Ls' : same_hidden Ls Ls' -> length Ls' = length Ls.
Proof. by move=> /(congr1 (fun s => length s)); rewrite !List.map_length. Qed.
Lemma moved Ls' A' c' v' : same_hidden Ls Ls' -> truncation M Q ls Ls' A' c' Ks ->
  costs M Q Ls' A' c' Ks v' -> let th' := params_with (length Ls) Ls' A' c' in
  [/\ region (@class_of Q Ks) (@position M Q Ks) (@at_layer Q ls) th',
    data_cost M Q Ks th' = v' & same_weights (params_of M Q Ls A c) th'].
Proof.
move=> same; have e := same_length same; rewrite /truncation /costs.
rewrite -[params_of _ _ Ls' _ _]/(params_with (length Ls') Ls' A' c') e => rg cost;
  split=> // l lt; rewrite !Network.W_make //; congr (Mx M M).
have := congr1 (fun s => List.nth l s nil) same.
by rewrite -[nil]/(fst ((nil, nil) : layer)) !List.map_nth.
Qed.
Theorem lower_bias_ok Ls' c' v' : truncation M Q ls Ls A c Ks -> costs M Q Ls A c Ks v ->
  same_hidden Ls Ls' -> truncation M Q ls Ls' A c' Ks -> costs M Q Ls' A c' Ks v' -> Rlt v' v ->
  no_minimum M Q ls Ls A c Ks.
Proof.
move=> rg e same rg' e' lt; have [rg1 e1 same1] := moved same rg' e'.
by apply: lower_bias rg rg1 same1 _ _ => //; rewrite e1 [X in _ < X]e; apply/ltRP.
Qed.
Lemma middle_bridge n (u u1 u2 : vec) : length u = n -> length u1 = n -> length u2 = n ->
  middle_of u u1 u2 -> V n u1 + V n u2 = V n u *+ 2.
Proof.
move=> l l1 l2 e; rewrite -vadd_bridge // e vscale_bridge //.
by rewrite -[RHS]scaler_nat; congr (_ *: _).
Qed.
Lemma middle_nth B B1 B2 : middle_rows B B1 B2 -> forall i, (i < length B)%N ->
  middle_of (List.nth i B nil) (List.nth i B1 nil) (List.nth i B2 nil).
Proof. by elim: B B1 B2 => [|r B IH] [|r1 B1] [|r2 B2] //= [h hs] [|i] //= lt; apply: IH. Qed.

Lemma shape_row m n (B : mat) i : Spec.shape m n B -> (i < m)%N -> length (List.nth i B nil) = n.
Proof.
by move=> [<- /(all_nthP _ _ nil) rows] lt; rewrite nthE; apply: rows.
Qed.
Theorem lower_middle_ok Ls1 A1 c1 v1 Ls2 A2 c2 v2 : truncation M Q ls Ls A c Ks ->
  costs M Q Ls A c Ks v -> well_shaped M Q Ls1 A1 c1 Ks -> well_shaped M Q Ls2 A2 c2 Ks ->
  same_hidden Ls Ls1 -> truncation M Q ls Ls1 A1 c1 Ks -> costs M Q Ls1 A1 c1 Ks v1 ->
  same_hidden Ls Ls2 -> truncation M Q ls Ls2 A2 c2 Ks -> costs M Q Ls2 A2 c2 Ks v2 ->
  middle_layers Ls Ls1 Ls2 /\ middle_rows A A1 A2 /\ middle_of c c1 c2 ->
  Rlt v1 (Rminus (Rmult 2 v) v2) -> no_minimum M Q ls Ls A c Ks.
Proof.
move=> rg e /shaped_network ok1 /shaped_network ok2 same1 t1 e1 same2 t2 e2 [mL [mA mc]] lt.
have [rg1 {}e1 sw1] := moved same1 t1 e1; have [rg2 {}e2 sw2] := moved same2 t2 e2.
have size1 := same_length same1; have size2 := same_length same2.
have nth_bias Ls' l : List.nth l (List.map snd Ls') nil = snd (List.nth l Ls' (nil, nil)).
  exact: (List.map_nth snd Ls' (nil, nil)).
apply: lower_middle rg rg1 rg2 sw1 sw2 _ _ => //.
  split=> [l lt'||].
  - rewrite !Network.b_make //.
    have [[_ l0] [_ l1] [_ l2]] := And3 (layer_ok ok lt')
      (layer_ok (l := l) ok1 (etrans (congr1 _ size1) lt'))
      (layer_ok (l := l) ok2 (etrans (congr1 _ size2) lt')).
    apply: middle_bridge => //; rewrite -!nth_bias.
    by apply: (middle_nth mL); rewrite List.map_length.
  - case: (ok) (ok1) (ok2) => _ sA _ [_ sA1 _] [_ sA2 _].
    apply/matrixP => i j; have lA : (i < length A)%N by case: sA => ->.
    have := congr1 (fun u : 'cV[RR]_M => u j 0) (middle_bridge (shape_row sA (ltn_ord i))
      (shape_row sA1 (ltn_ord i)) (shape_row sA2 (ltn_ord i)) (middle_nth mA lA)).
    by rewrite !mulr2n !mxE.
  by case: (ok) (ok1) (ok2) => _ _ lc [_ _ lc1] [_ _ lc2]; apply: middle_bridge.
rewrite e1 e2 [X in _ < X *+ 2]e -ltr_subr_addr; move/ltRP: lt; congr (_ < _ - _).
by rewrite -mulr_natl.
Qed.

Definition some_collapsed := List.existsb (fun l => PeanoNat.Nat.ltb l (length Ls)) ls.
Lemma some_collapsed_ok : some_collapsed = true ->
  exists j : 'I_Q, collapsed (length Ls) (at_layer ls) j.
Proof.
move=> /List.existsb_exists[l [+ /PeanoNat.Nat.ltb_lt/ssrnat.ltP lt]].
move/(List.In_nth _ _ 0%N) => [i [/ssrnat.ltP]]; rewrite all => li e.
by exists (Ordinal li); rewrite /collapsed /at_layer /= e.
Qed.
Lemma span_aff : spanning true M (length Ls) ls Ks ->
  posdef (outer_scatter (weight RR (@class_of Q Ks)) (@class_of Q Ks) (@position M Q Ks)
    (collapsed (length Ls) (@at_layer Q ls))).
Proof.
move=> span; apply: definite_aff => //= s u h.
have lw : length (- s :: unV u : vec) = led true M by rewrite /= unV_len.
have /(span _ lw) z : forall j z, (j < length Ks)%coq_nat ->
    (length Ls <= List.nth j ls 0%N)%coq_nat ->
    List.In z (fst (List.nth j Ks (nil, nil))) -> Spec.dot (lead true z) (- s :: unV u) = R0.
  move=> j z /ssrnat.ltP lj /ssrnat.leP out inz; rewrite classes in lj.
  have [t ct it] := point_index (j := Ordinal lj) inz.
  have lz : length z = M by rewrite -it; apply: input_len.
  rewrite /= (@dot_bridge M) ?unV_len // unVK -it h.
    by rewrite -[Rplus _ _]/(1 * - s + s) mul1r addNr.
  by rewrite ct /collapsed -leqNgt.
apply/colP => i; rewrite mxE; have /(all_nthP _ _ R0) /(_ i.+1) := z.
have -> : nth R0 (- s :: unV u) i.+1 = u i 0.
  by have := congr1 (fun m : 'cV[RR]_M => m i 0) (unVK u); rewrite mxE nthE.
by apply; rewrite /= ltnS -[size _]/(length (unV u)) unV_len.
Qed.
Lemma span_lin : spanning false M (length Ls) ls Ks ->
  posdef (outer_moment (weight RR (@class_of Q Ks)) (@class_of Q Ks) (@position M Q Ks)
    (collapsed (length Ls) (@at_layer Q ls))).
Proof.
move=> span; apply: definite_lin => //= u h.
have lw : length (unV u) = led false M by rewrite /= unV_len.
have /(span _ lw) z : forall j z, (j < length Ks)%coq_nat ->
    (length Ls <= List.nth j ls 0%N)%coq_nat ->
    List.In z (fst (List.nth j Ks (nil, nil))) -> Spec.dot (lead false z) (unV u) = R0.
  move=> j z /ssrnat.ltP lj /ssrnat.leP out inz; rewrite classes in lj.
  have [t ct it] := point_index (j := Ordinal lj) inz.
  have lz : length z = M by rewrite -it; apply: input_len.
  rewrite /= (@dot_bridge M) ?unV_len // unVK -it h //.
  by rewrite ct /collapsed -leqNgt.
apply/colP => i; rewrite mxE; have /(all_nthP _ _ R0) /(_ i) := z.
have -> : nth R0 (unV u) i = u i 0.
  by have := congr1 (fun m : 'cV[RR]_M => m i 0) (unVK u); rewrite mxE nthE.
by apply; rewrite -[size _]/(length (unV u)) unV_len.
Qed.

Theorem T5d_ok : PeanoNat.Nat.leb Q M = true -> truncation M Q ls Ls A c Ks -> own_layer Q ls Ls ->
  some_collapsed = true -> independent true Q Ks -> spanning true M (length Ls) ls Ks ->
  no_minimum M Q ls Ls A c Ks.
Proof.
move=> /PeanoNat.Nat.leb_le/ssrnat.leP QM rg own.
move=> /some_collapsed_ok some /(targets_aff data) ind /span_aff pd eps e0.
exact: T5d.
Qed.
Theorem T5d_linear_ok : PeanoNat.Nat.leb Q M = true -> truncation M Q ls Ls A c Ks ->
  gauge M Q Ls A c -> own_layer Q ls Ls -> some_collapsed = true -> independent false Q Ks ->
  spanning false M (length Ls) ls Ks -> no_minimum M Q ls Ls A c Ks.
Proof.
move=> /PeanoNat.Nat.leb_le/ssrnat.leP QM rg g own.
move=> /some_collapsed_ok some /(targets_lin data) ind /span_lin pd eps e0.
by have [th' [h1 h2 _ h4]] := T5d_linear heavy inhabited own QM ind some pd rg g e0; exists th'.
Qed.
End Verdicts.

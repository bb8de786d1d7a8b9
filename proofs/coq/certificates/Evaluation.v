(** Evaluation.v -- shapes, outputs, activation patterns and costs, decided on integers.
    Each check is a boolean; its theorem says what the value true means over the reals. *)
From Truncation Require Import Spec LinearAlgebra Integers.
From Coq Require Import Lra Bool QArith Qreals Qreduction.
Import ListNotations.
Open Scope R_scope.


(** Shapes *)
Definition has_length {X} n (l : list X) : bool := Nat.eqb (length l) n.
Definition check_shape M Q (Ls : list (zmat * zvec)) (A : zmat) (c : zvec)
    (Ks : list (zmat * zvec)) : bool :=
  forallb (fun L => has_length M (mnum (fst L)) && forallb (has_length M) (mnum (fst L))
                    && has_length M (vnum (snd L))) Ls
  && (has_length Q (mnum A) && forallb (has_length M) (mnum A)) && has_length Q (vnum c)
  && forallb (fun K => negb (has_length 0 (mnum (fst K))) && forallb (has_length M) (mnum (fst K))
                       && has_length Q (vnum (snd K))) Ks.
Lemma lengths_ok D M m :
  forallb (has_length M) m = true -> Forall (fun r => length r = M) (map (FR D) m).
Proof.
  rewrite forallb_forall; intro H; apply Forall_map, Forall_forall; intros r Hr.
  rewrite map_length; now apply Nat.eqb_eq, H.
Qed.
Theorem check_shape_ok M Q Ls A c Ks : check_shape M Q Ls A c Ks = true ->
  well_shaped M Q (map RL Ls) (RM A) (RV c) (map RK Ks).
Proof.
  unfold check_shape, well_shaped, shape; rewrite !andb_true_iff; intros [[[HL [HA1 HA2]] Hc] HK].
  rewrite forallb_forall in HL, HK; repeat split.
  - apply Forall_map, Forall_forall; intros [W b] Hin; specialize (HL _ Hin); cbn [fst snd] in HL.
    rewrite !andb_true_iff in HL; destruct HL as [[H1 H2] H3]; cbn [fst snd RL].
    repeat split; [unfold RM; rewrite map_length; now apply Nat.eqb_eq|now apply lengths_ok|].
    unfold RV; rewrite map_length; now apply Nat.eqb_eq.
  - unfold RM; rewrite map_length; now apply Nat.eqb_eq.
  - now apply lengths_ok.
  - unfold RV; rewrite map_length; now apply Nat.eqb_eq.
  - apply Forall_map, Forall_forall; intros [X y] Hin; specialize (HK _ Hin); cbn [fst snd] in HK.
    rewrite !andb_true_iff in HK; destruct HK as [[H1 H2] H3]; cbn [fst snd RK]; repeat split.
    + intro E; unfold RM in E; apply map_eq_nil in E; now rewrite E in H1.
    + now apply lengths_ok.
    + unfold RV; rewrite map_length; now apply Nat.eqb_eq.
Qed.

(** Activation patterns, and a last check of what comes out of the hidden layers *)
Definition zsign (s : bool) z := if s then Z.ltb 0 z else Z.ltb z 0.
Fixpoint zsigns (s : list bool) (v : list Z) : bool :=
  match s, v with [], [] => true | b :: s', a :: v' => zsign b a && zsigns s' v'
  | _, _ => false end.
Fixpoint zpattern (U : list zlayer) x (S : list (list bool)) (final : list Z -> bool) : bool :=
  match U, S with
  | [], [] => final x
  | L :: U', s :: S' => let p := zaff L x in zsigns s p && zpattern U' (map (Z.max 0) p) S' final
  | _, _ => false end.
Lemma zsign_ok s z D : zsign s z = true -> strict s (frac D z).
Proof.
  unfold zsign, strict, frac, Rdiv; generalize (Rinv_0_lt_compat _ (pos_gt D)); intro P.
  destruct s; intro H; apply Z.ltb_lt, IZR_lt in H; nra.
Qed.
Lemma zsigns_ok D s : forall v, zsigns s v = true -> Forall2 strict s (FR D v).
Proof.
  induction s as [|b s IH]; intros [|a v] H; simpl in *; try discriminate; constructor;
  apply andb_true_iff in H as [H1 H2]; [now apply zsign_ok|auto].
Qed.
Lemma map_frac_relu D v : map relu (FR D v) = FR D (map (Z.max 0) v).
Proof. rewrite !map_map; apply map_ext; intro; symmetry; apply frac_relu. Qed.
Lemma zpattern_ok Ls : forall D x S final, zpattern (fst (scales Ls D)) x S final = true ->
  pattern (map RL Ls) (FR D x) S /\ final (zhidden (fst (scales Ls D)) x) = true.
Proof.
  induction Ls as [|[W b] Ls IH]; intros D x T final; cbn [scales fst].
  - destruct T; simpl; [now split|discriminate].
  - generalize (scale_ok W b D x); destruct (scale (W, b) D) as [L D']; intro E.
    generalize (IH D' (map (Z.max 0) (zaff L x))); destruct (scales Ls D') as [U F].
    cbn [fst zpattern zhidden]; intros I H; destruct T as [|s T]; [discriminate|].
    apply andb_true_iff in H as [H1 H2]; destruct (I _ _ H2) as [I1 I2]; split; [|exact I2].
    cbn [map pattern RL fst snd]; rewrite <- E, map_frac_relu; split;
      [now apply zsigns_ok|exact I1].
Qed.

(** Patterns and outputs at all points of a class *)
Definition zequal (E D : positive) (p y : list Z) : bool :=   (* p/E = y/D *)
  Nat.eqb (length p) (length y) &&
  forallb (fun t => Z.eqb (fst t * Zpos D) (snd t * Zpos E)) (combine p y).
Lemma zequal_ok E D p : forall y, zequal E D p y = true -> FR E p = FR D y.
Proof.
  unfold zequal; induction p as [|a p IH]; intros [|b y] H; simpl in *; try discriminate; trivial.
  apply andb_true_iff in H as [H1 H2]; apply andb_true_iff in H2 as [H2 H3].
  f_equal; [|apply IH; now rewrite H1, H3].
  apply Z.eqb_eq, (f_equal IZR) in H2; rewrite !mult_IZR in H2. unfold frac.
  generalize (pos_nz E) (pos_nz D); intros. apply (Rmult_eq_reg_r (IZR (Zpos E) * IZR (Zpos D)));
    [|now apply Rmult_integral_contrapositive].
  field_simplify; trivial. lra.
Qed.
Definition at_points (Ls : list (zmat * zvec)) (K : zmat * zvec) S
    (final : positive -> list Z -> bool) : bool :=
  let '(U, D) := scales Ls (mden (fst K)) in
  let check := final D in forallb (fun x => zpattern U x S check) (mnum (fst K)).
(* outputs equal to the target *)
Definition fits A c (K : zmat * zvec) D : list Z -> bool :=
  let '(L, E) := scale (A, c) D in fun h => zequal E (vden (snd K)) (zaff L h) (vnum (snd K)).

Lemma at_points_ok Ls K S final : at_points Ls K S final = true ->
  forall x, In x (fst (RK K)) -> pattern (map RL Ls) x S
    /\ exists h D, hidden (map RL Ls) x = FR D h /\ final D h = true.
Proof.
  unfold at_points; intros H x Hx; apply in_map_iff in Hx as [z [<- Hz]].
  generalize (scales_ok Ls (mden (fst K)) z) (zpattern_ok Ls (mden (fst K)) z S).
  destruct (scales Ls _) as [U D]; intros S1 S2; rewrite forallb_forall in H.
  destruct (S2 _ (H z Hz)) as [P F]; split; [exact P|]. exists (zhidden U z), D; now split.
Qed.
Lemma fits_ok A c K D h : fits A c K D h = true ->
  affine (RM A) (RV c) (FR D h) = snd (RK K).
Proof.
  unfold fits; generalize (scale_ok A c D h); destruct (scale (A, c) D) as [L E]; intros S2 H.
  rewrite <- S2; now apply zequal_ok.
Qed.
Lemma sqnorm_self y : sqnorm (vsub y y) = 0.
Proof.
  unfold sqnorm, vsub, vscale; induction y as [|a y IH]; simpl; trivial.
  rewrite IH; ring.
Qed.
Lemma interpolates_cost Ls A c Ks : interpolates Ls A c Ks -> cost Ls A c Ks = 0.
Proof.
  intro H; unfold cost, sum; induction Ks as [|K Ks IH]; simpl; trivial.
  rewrite IH by (intros K' HK'; apply H; now right).
  assert (E : map (fun x => sqnorm (vsub (net Ls A c x) (snd K))) (fst K)
    = map (fun _ => 0) (fst K)).
  { apply map_ext_in; intros x Hx; rewrite (H K (or_introl eq_refl) x Hx); apply sqnorm_self. }
  unfold cluster_cost, sum; rewrite E.
  replace (fold_right Rplus 0 (map (fun _ => 0) (fst K))) with 0; [ring|].
  clear; induction (fst K); simpl; lra.
Qed.

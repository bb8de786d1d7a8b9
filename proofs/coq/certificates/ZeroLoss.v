(** ZeroLoss.v -- classes that can be separated one after the other are fitted exactly (T3).
    One layer a class: it collapses the class to its apex and fixes all that is kept. In cumulative
    coordinates (C, d) a hidden state is C y + d for truncated data y, and the next layer of a network
    may choose the next (C', d') freely: W = C' C^-1, b = d' - W d. *)
From Truncation Require Import Spec LinearAlgebra Vectors Truncation Separation Recursion Collapsible Interpolation.
From Truncation Require Import Evaluation.
From Coq Require Import Lra Lia.
Import ListNotations.
Open Scope R_scope.

(** Definitions *)
(* class after class, a hyperplane through the apex p separates the class from what is kept: the classes
   that follow and the apexes of the classes before *)
Fixpoint collapsible_in_order (kept : list vec) (Ks : list cluster) (ps : list vec) : Prop :=
  match Ks, ps with
  | [], [] => True
  | K :: Ks', p :: ps' =>
      (exists f, (forall x, In x (fst K) -> dot f x < dot f p)
              /\ (forall x, In x (kept ++ flat_map fst Ks') -> dot f p < dot f x))
      /\ collapsible_in_order (kept ++ [p]) Ks' ps'
  | _, _ => False end.
(* an M x M hidden layer in GL(M) *)
Definition regular (M : nat) (L : layer) : Prop :=
  shape M M (fst L) /\ length (snd L) = M /\ exists V, inverse M (fst L) V.
Definition state (C V : mat) (M : nat) : Prop := shape M M C /\ shape M M V /\ inverse M C V.
Definition in_dim (M : nat) (x : vec) : Prop := length x = M.
(* the bias d after the layers Ls; from d = [] this is cumulative_bias of Spec.v *)
Definition bias_after (Ls : list layer) (d : vec) : vec :=
  fold_left (fun b L => affine (fst L) (snd L) b) Ls d.

(** One layer leads from (C, d) to any (C', d') *)
Lemma next_layer M C V d C' V' d' : (0 < M)%nat -> state C V M -> state C' V' M -> length d' = M ->
  exists W b, regular M (W, b) /\ affine W b d = d'
    /\ forall y, length y = M -> affine W b (affine C d y) = affine C' d' y.
Proof.
  intros HM [SC [SV HC]] [SC' [SV' HC']] Ld.
  set (W := mm C' V); assert (SW : shape M M W) by (now apply shape_mm with M).
  assert (E : affine W (vsub d' (mv W d)) d = d').
  { unfold affine; rewrite vadd_comm; apply vadd_vsub; rewrite mv_length; destruct SW; congruence. }
  exists W, (vsub d' (mv W d)); repeat split; try apply SW; trivial.
  - simpl; rewrite vsub_length; rewrite mv_length; destruct SW; congruence.
  - exists (mm C V'); apply inverse_mm; trivial. now apply inverse_sym.
  - intros y Ly; rewrite affine_affine, E; unfold affine, W.
    now rewrite !mv_mm, (inverse_left _ _ _ _ HC).
Qed.
Lemma strict_true n v : length v = n -> all_positive v -> Forall2 strict (repeat true n) v.
Proof. intros <-; induction 1; simpl; constructor; trivial. Qed.
Lemma strict_false n v : length v = n -> all_negative v -> Forall2 strict (repeat false n) v.
Proof. intros <-; induction 1; simpl; constructor; trivial. Qed.

Lemma Forall2_weaken {X Y} (P Q : X -> Y -> Prop) s t :
  (forall a c, In a s -> P a c -> Q a c) -> Forall2 P s t -> Forall2 Q s t.
Proof.
  intros H HP; induction HP; constructor; [apply H; [now left|trivial]|].
  apply IHHP; intros; apply H; [now right|trivial].
Qed.

(** One layer a class *)
Lemma collapse_all M : (0 < M)%nat -> forall Ks ps kept C V d, state C V M ->
  Forall (in_dim M) kept -> Forall (in_dim M) (flat_map fst Ks) -> Forall (in_dim M) ps ->
  collapsible_in_order kept Ks ps ->
  exists Ls C' V', let d' := bias_after Ls d in
    length Ls = length Ks /\ Forall (regular M) Ls /\ state C' V' M
    /\ (exists S, forall x, In x kept ->
          hidden Ls (affine C d x) = affine C' d' x /\ pattern Ls (affine C d x) S)
    /\ Forall2 (fun K p => exists S, forall x, In x (fst K) ->
          hidden Ls (affine C d x) = affine C' d' p /\ pattern Ls (affine C d x) S) Ks ps.
Proof.
  intro HM; induction Ks as [|K Ks IH]; intros [|p ps] kept C V d HC Hk HK Hp HO; try contradiction.
  - exists [], C, V; cbn.
    split; [trivial|split; [constructor|split; [exact HC|split; [now exists []|constructor]]]].
  - destruct HO as [[f0 [F1 F2]] HO]; simpl in HK; apply Forall_app in HK as [HK1 HK2].
    inversion Hp as [|? ? Lp Hp']; subst; rewrite Forall_forall in HK1, Hk; unfold in_dim in *.
    destruct (fit M f0) as [f [Lf Ef]].
    assert (HN : forall x, In x (kept ++ flat_map fst Ks) -> length x = M).
    { intros x Hx; apply in_app_or in Hx as [Hx|Hx]; [auto|]. rewrite Forall_forall in HK2; auto. }
    destruct (layer_exists M f p (fst K) (kept ++ flat_map fst Ks) Lf) as [C1 [V1 [S1 [S2 [I1 HS]]]]];
      [intros; rewrite !Ef; auto|intros; rewrite !Ef; auto|].
    assert (H1 : state C1 V1 M) by (split; [|split]; assumption).
    destruct (splits_tau M C1 V1 p _ _ I1 Lp HS) as [T1 T2]; destruct HS as [HS1 HS2].
    set (d1 := bias_at C1 p) in *.
    assert (L1 : length d1 = M).
    { unfold d1, bias_at; rewrite vscale_length, mv_length; now destruct S1. }
    destruct (next_layer M C V d C1 V1 d1 HM HC H1 L1) as [W [b [HW [Eb Ey]]]].
    destruct (IH ps (kept ++ [p]) C1 V1 d1) as [Ls [C' [V' [I [J1 [J2 [[S J3] J4]]]]]]]; trivial.
    { apply Forall_app; split; [now apply Forall_forall|now constructor]. }
    assert (Pre : forall x, length (affine C1 d1 x) = M).
    { intro x; rewrite affine_length; destruct S1; congruence. }
    exists ((W, b) :: Ls), C', V'; unfold bias_after; cbn [fold_left fst snd]; rewrite Eb.
    fold (bias_after Ls d1).
    split; [simpl; congruence|split; [now constructor|split; [exact J2|split]]].
    + exists (repeat true M :: S); intros x Hx; cbn [hidden pattern].
      assert (Nx : In x (kept ++ flat_map fst Ks)) by (apply in_or_app; now left).
      rewrite Ey, <- (tau_layer I1 L1), T2 by auto.
      destruct (J3 x) as [K1 K2]; [apply in_or_app; now left|].
      split; [exact K1|split; [|exact K2]]. apply strict_true; auto.
    + constructor.
      * exists (repeat false M :: S); intros x Hx; cbn [hidden pattern].
        rewrite Ey, <- (tau_layer I1 L1), T1 by auto.
        destruct (J3 p) as [K1 K2]; [apply in_or_app; right; now left|].
        split; [exact K1|split; [|exact K2]]. apply strict_false; auto.
      * assert (Later : forall x K2, In K2 Ks -> In x (fst K2) -> In x (kept ++ flat_map fst Ks)).
        { intros x K2 HK' Hx; apply in_or_app; right; apply in_flat_map; now exists K2. }
        revert J4; apply Forall2_weaken; intros K2 p2 HK' [S2' J5].
        exists (repeat true M :: S2'); intros x Hx; cbn [hidden pattern].
        assert (Nx := Later x K2 HK' Hx).
        rewrite Ey, <- (tau_layer I1 L1), T2 by auto.
        destruct (J5 x Hx) as [K3 K4]; split; [exact K3|split; [|exact K4]]. apply strict_true; auto.
Qed.

(** Further layers act as the identity, with large biases *)
Lemma positive_shift e v : Forall (fun r => Rabs r <= e) v ->
  all_positive (vadd v (repeat (e + 1) (length v))).
Proof.
  induction 1 as [|r v Hr Hv IH]; simpl; constructor; trivial.
  revert Hr; unfold Rabs; destruct (Rcase_abs r); lra.
Qed.
Lemma identity_layers M X n : (0 < M)%nat -> Forall (in_dim M) X -> forall C V d, state C V M ->
  exists Ls, length Ls = n /\ Forall (regular M) Ls
    /\ exists S, forall x, In x X ->
         hidden Ls (affine C d x) = affine C (bias_after Ls d) x /\ pattern Ls (affine C d x) S.
Proof.
  intros HM HX; induction n as [|n IH]; intros C V d HC.
  - exists []; split; [trivial|split; [constructor|]]. now exists [].
  - destruct (upper_bound (mv C) X) as [e [_ B]]; set (d1 := repeat (e + 1) M).
    destruct (next_layer M C V d C V d1 HM HC HC (repeat_length _ _)) as [W [b [HW [Eb Ey]]]].
    destruct (IH C V d1 HC) as [Ls [L1 [L2 [S L3]]]].
    exists ((W, b) :: Ls); split; [simpl; congruence|split; [now constructor|]].
    exists (repeat true M :: S); intros x Hx; rewrite Forall_forall in HX.
    unfold bias_after; cbn [fold_left fst snd hidden pattern]; rewrite Eb, Ey by (now apply HX).
    assert (LC : length (mv C x) = M) by (rewrite mv_length; apply HC).
    assert (HP : all_positive (affine C d1 x)).
    { unfold affine, d1; rewrite <- LC; now apply positive_shift, B. }
    assert (E : map relu (affine C d1 x) = affine C d1 x).
    { apply map_relu_fixed; revert HP; apply Forall_impl; intros; lra. }
    rewrite E; destruct (L3 x Hx) as [K1 K2]; split; [exact K1|split; [|exact K2]].
    apply strict_true; trivial. unfold affine, d1; rewrite vadd_length; rewrite repeat_length; trivial.
Qed.

(** Hidden layers of any depth L >= the number of classes *)
Lemma pattern_app Ls Ls' : forall x S S', pattern Ls x S -> pattern Ls' (hidden Ls x) S' ->
  pattern (Ls ++ Ls') x (S ++ S').
Proof.
  induction Ls as [|[W b] Ls IH]; intros x [|s S] S' H H'; simpl in *; try contradiction; trivial.
  destruct H; split; auto.
Qed.
Lemma affine_start M x : length x = M -> affine (identity M) [] x = x.
Proof. intros <-; unfold affine; now rewrite mv_identity, vadd_nil_r. Qed.
Lemma hidden_layers_exist M Ks ps L : (0 < M)%nat ->
  Forall (in_dim M) (flat_map fst Ks) -> Forall (in_dim M) ps ->
  collapsible_in_order [] Ks ps -> (length Ks <= L)%nat ->
  exists Ls C V, length Ls = L /\ Forall (regular M) Ls /\ state C V M
    /\ Forall2 (fun K p => exists S, forall x, In x (fst K) ->
         hidden Ls x = affine C (cumulative_bias Ls) p /\ pattern Ls x S) Ks ps.
Proof.
  intros HM HK Hp HO HL.
  assert (HI : state (identity M) (identity M) M)
    by (split; [|split]; [apply shape_identity|apply shape_identity|apply inverse_identity]).
  destruct (collapse_all M HM Ks ps [] _ _ [] HI (Forall_nil _) HK Hp HO)
    as [Ls [C [V [E1 [R1 [HC [_ F1]]]]]]].
  destruct (identity_layers M ps (L - length Ks) HM Hp C V (bias_after Ls []) HC)
    as [Ls' [E2 [R2 [S' F2]]]].
  exists (Ls ++ Ls'), C, V; split; [rewrite app_length; lia|split; [now apply Forall_app|]].
  split; [exact HC|].
  assert (B : cumulative_bias (Ls ++ Ls') = bias_after Ls' (bias_after Ls []))
    by apply fold_left_app.
  rewrite B; clear B HO HL E1 E2; rewrite Forall_forall in HK.
  assert (P : forall Ks0 ps0, incl Ks0 Ks -> incl ps0 ps ->
    Forall2 (fun K p => exists S, forall x, In x (fst K) ->
      hidden Ls (affine (identity M) [] x) = affine C (bias_after Ls []) p
      /\ pattern Ls (affine (identity M) [] x) S) Ks0 ps0 ->
    Forall2 (fun K p => exists S, forall x, In x (fst K) ->
      hidden (Ls ++ Ls') x = affine C (bias_after Ls' (bias_after Ls [])) p
      /\ pattern (Ls ++ Ls') x S) Ks0 ps0).
  { intros Ks0 ps0 I1 I2 F; induction F as [|K p Ks0 ps0 [S H] F IH]; constructor.
    - exists (S ++ S'); intros x Hx; destruct (H x Hx) as [H1 H2].
      rewrite affine_start in H1, H2
        by (apply HK, in_flat_map; exists K; split; [apply I1; now left|trivial]).
      destruct (F2 p) as [G1 G2]; [apply I2; now left|]; rewrite <- H1 in G1, G2.
      split; [now rewrite hidden_app|now apply pattern_app].
    - apply IH; intros y Hy; [apply I1|apply I2]; now right. }
  apply P; [apply incl_refl|apply incl_refl|exact F1].
Qed.

(** The readout of the hidden states: (A, c) on truncated data is (A C^-1, c - A C^-1 d) on states *)
Lemma readout_state M C V A c d p : (0 < M)%nat -> state C V M -> length A = length c -> length p = M ->
  affine (mm A V) (vsub c (mv (mm A V) d)) (affine C d p) = affine A c p.
Proof.
  intros HM [_ [_ HC]] LA Lp; rewrite affine_affine; unfold affine.
  rewrite (vadd_comm (mv (mm A V) d)), vadd_vsub by (rewrite mv_length; unfold mm; now rewrite map_length).
  now rewrite !mv_mm, (inverse_left _ _ _ _ HC).
Qed.
Lemma choose_patterns (P : cluster -> list (list bool) -> Prop) Ks (ps : list vec) :
  Forall2 (fun K _ => exists S, P K S) Ks ps -> exists Ss, Forall2 P Ks Ss.
Proof.
  induction 1 as [|K p Ks ps [S H] _ [Ss IH]]; [now exists []|]. exists (S :: Ss); now constructor.
Qed.
(* what the network does, for any readout that sends the apexes to the targets *)
Lemma fits_all Ls A c C d Ks ps :
  Forall2 (fun K p => exists S, forall x, In x (fst K) ->
    hidden Ls x = affine C d p /\ pattern Ls x S) Ks ps ->
  map (fun p => affine A c (affine C d p)) ps = map snd Ks ->
  interpolates Ls A c Ks /\ cost Ls A c Ks = 0 /\ exists Ss, strict_patterns Ls Ks Ss.
Proof.
  intros H E; assert (I : interpolates Ls A c Ks).
  { revert E; induction H as [|K p Ks ps [S H] F IH]; intros E K' HK' x Hx; [contradiction|].
    injection E as E E'; destruct HK' as [<-|HK']; [|now apply IH].
    unfold net; destruct (H x Hx) as [-> _]; exact E. }
  split; [exact I|split; [now apply interpolates_cost|]].
  apply choose_patterns with ps; revert H; apply Forall2_weaken; intros K p _ [S H].
  exists S; intros x Hx; now apply H.
Qed.

(** T3, affine readout: affinely independent apexes give a network of every depth L >= Q with cost zero,
    and every preactivation of every training point is strictly positive or strictly negative *)
Theorem zero_loss M Q Ks ps L : (0 < M)%nat ->
  Forall (in_dim M) (flat_map fst Ks) -> Forall (in_dim Q) (map snd Ks) -> Forall (in_dim M) ps ->
  collapsible_in_order [] Ks ps -> affinely_independent ps -> (length Ks <= L)%nat ->
  exists Ls A c, length Ls = L /\ Forall (regular M) Ls /\ shape Q M A /\ length c = Q
    /\ interpolates Ls A c Ks /\ cost Ls A c Ks = 0 /\ exists Ss, strict_patterns Ls Ks Ss.
Proof.
  intros HM HK HQ Hp HO HI HL.
  destruct (hidden_layers_exist M Ks ps L HM HK Hp HO HL) as [Ls [C [V [E1 [HR [HC HF]]]]]].
  destruct (readout_exists M ps Hp HI Q (map snd Ks)) as [A [c [HA [Hc E]]]]; trivial.
  { rewrite map_length; clear - HF; induction HF; simpl; congruence. }
  set (d := cumulative_bias Ls) in *.
  assert (HA' : shape Q M (mm A V)) by (apply shape_mm with M; trivial; apply HC).
  exists Ls, (mm A V), (vsub c (mv (mm A V) d)); repeat (split; [assumption || apply HA'|]).
  split; [rewrite vsub_length; rewrite mv_length; destruct HA'; congruence|].
  apply (fits_all Ls _ _ C d Ks ps HF); rewrite <- E; apply map_ext_in; intros p Hp'.
  apply (readout_state M); trivial; [destruct HA; congruence|].
  rewrite Forall_forall in Hp; now apply Hp.
Qed.
(** T3, linear readout (c = - A b^(L)): linearly independent apexes *)
Theorem zero_loss_linear M Q Ks ps L : (0 < M)%nat ->
  Forall (in_dim M) (flat_map fst Ks) -> Forall (in_dim Q) (map snd Ks) -> Forall (in_dim M) ps ->
  collapsible_in_order [] Ks ps -> linearly_independent ps -> (length Ks <= L)%nat ->
  exists Ls A, let c := linear_bias Ls A in
    length Ls = L /\ Forall (regular M) Ls /\ shape Q M A
    /\ interpolates Ls A c Ks /\ cost Ls A c Ks = 0 /\ exists Ss, strict_patterns Ls Ks Ss.
Proof.
  intros HM HK HQ Hp HO HI HL.
  destruct (hidden_layers_exist M Ks ps L HM HK Hp HO HL) as [Ls [C [V [E1 [HR [HC HF]]]]]].
  destruct (linear_readout_exists M ps Hp HI Q (map snd Ks)) as [A [HA E]]; trivial.
  { rewrite map_length; clear - HF; induction HF; simpl; congruence. }
  assert (HA' : shape Q M (mm A V)) by (apply shape_mm with M; trivial; apply HC).
  exists Ls, (mm A V); cbv zeta; repeat (split; [assumption|]).
  apply (fits_all Ls _ _ C (cumulative_bias Ls) Ks ps HF); rewrite <- E; apply map_ext_in; intros p Hp'.
  destruct HC as [_ [_ HC]]; rewrite Forall_forall in Hp; specialize (Hp p Hp').
  rewrite affine_affine; unfold linear_bias, affine at 2.
  transitivity (mv (mm (mm A V) C) p).
  - unfold affine; fold (vsub (mv (mm A V) (cumulative_bias Ls)) (mv (mm A V) (cumulative_bias Ls))).
    apply vadd_zero_r; [|unfold vsub; rewrite vadd_length; rewrite ?vscale_length, !mv_length;
      unfold mm; now rewrite !map_length].
    unfold zero, vsub, vscale; induction (mv (mm A V) (cumulative_bias Ls)); simpl; constructor; trivial; ring.
  - now rewrite !mv_mm, (inverse_left _ _ _ _ HC).
Qed.

(** The hypotheses are met: two classes in the plane, five layers *)
Definition two_classes : list cluster :=
  [([[4; 0]; [5; 0]], [1; 0]); ([[0; 4]; [0; 5]], [0; 1])].
Example two_classes_fitted : exists Ls A c,
  length Ls = 5%nat /\ Forall (regular 2) Ls /\ shape 2 2 A /\ cost Ls A c two_classes = 0.
Proof.
  destruct (zero_loss 2 2 two_classes [[3; 1]; [1; 3]] 5) as [Ls [A [c [E1 [E2 [E3 [_ [_ [E4 _]]]]]]]]];
    try (repeat constructor; fail).
  - simpl; split; [exists [-1; 1]|split; [exists [1; -1]|exact I]]; split; simpl; intros x Hx;
      repeat destruct Hx as [<-|Hx]; try contradiction; simpl; lra.
  - intros [|a [|b [|]]] Ll Hs Z; try discriminate; unfold sum in Hs; simpl in *.
    inversion Z; repeat constructor; lra.
  - now exists Ls, A, c.
Qed.

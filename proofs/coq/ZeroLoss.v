(** ZeroLoss.v -- classes that can be separated one after the other are fitted exactly (T3).
    One layer a class: it collapses the class to its apex and fixes all that is kept. In cumulative
    coordinates (C, d) a hidden state is C y + d for truncated data y, and the next layer of a network
    may choose the next (C', d') freely: W = C' C^-1, b = d' - W d. *)
From Truncation Require Import Spec LinearAlgebra Vectors Truncation Separation Collapsible Interpolation.
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

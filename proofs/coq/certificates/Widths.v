(** Widths.v -- networks of any widths: sizes, outputs and signs, point by point on integers.
    check_sized, check_inputs, check_classes == the shapes of the layers, the points, the classes
    znonzero U x final        == no pre-activation is zero, final holds of the last hidden values
    check_outputs             == every output is its target, no pre-activation is zero *)
From Truncation Require Import Spec LinearAlgebra Integers Evaluation.
From Coq Require Import Lra Bool.
Import ListNotations.
Open Scope R_scope.

Definition check_rows n (W : zmat) m : bool := has_length n (mnum W)
  && forallb (has_length m) (mnum W).
Fixpoint check_sized M (widths : list nat) (Ls : list (zmat * zvec)) (A : zmat) (c : zvec) : bool :=
  match widths, Ls with
  | [Q], [] => check_rows Q A M && has_length Q (vnum c)
  | d :: widths', (W, b) :: Ls' =>
      check_rows d W M && has_length d (vnum b) && check_sized d widths' Ls' A c
  | _, _ => false end.
Definition check_inputs M (Ks : list (zmat * zvec)) : bool :=
  forallb (fun K => forallb (has_length M) (mnum (fst K))) Ks.

Lemma rows_ok n W m : check_rows n W m = true -> shape n m (RM W).
Proof.
  unfold check_rows; rewrite andb_true_iff; intros [H1 H2]; split; [|now apply lengths_ok].
  unfold RM; rewrite map_length; now apply Nat.eqb_eq.
Qed.
Lemma vector_ok n b : has_length n (vnum b) = true -> length (RV b) = n.
Proof. intro H; unfold RV; rewrite map_length; now apply Nat.eqb_eq. Qed.
Theorem check_sized_ok widths : forall M Ls A c, check_sized M widths Ls A c = true ->
  sized M widths (map RL Ls) (RM A) (RV c).
Proof.
  induction widths as [|d widths IH]; intros M [|[W b] Ls] A c H; try discriminate.
  - cbn [check_sized map sized] in *; destruct widths; [|discriminate].
    apply andb_true_iff in H as [H1 H2]; split; [now apply rows_ok|now apply vector_ok].
  - assert (E : check_rows d W M && has_length d (vnum b) && check_sized d widths Ls A c = true)
      by (destruct widths; exact H).
    rewrite !andb_true_iff in E; destruct E as [[H1 H2] H3].
    assert (G : shape d M (RM W) /\ length (RV b) = d /\ sized d widths (map RL Ls) (RM A) (RV c))
      by (repeat split; try apply (rows_ok _ _ _ H1); [now apply vector_ok|now apply IH]).
    destruct widths; exact G.
Qed.
Theorem check_inputs_ok M Ks : check_inputs M Ks = true -> inputs M (map RK Ks).
Proof.
  unfold check_inputs, inputs; rewrite forallb_forall; intro H.
  apply Forall_map, Forall_forall; intros K HK; now apply lengths_ok, H.
Qed.

Definition check_classes Q (Ks : list (zmat * zvec)) : bool :=
  forallb (fun K => negb (has_length 0 (mnum (fst K))) && has_length Q (vnum (snd K))) Ks.
Theorem check_classes_ok Q Ks : check_classes Q Ks = true ->
  Forall (fun K => fst K <> [] /\ length (snd K) = Q) (map RK Ks).
Proof.
  unfold check_classes; rewrite forallb_forall; intro H; apply Forall_map, Forall_forall.
  intros K HK; specialize (H K HK); rewrite andb_true_iff in H; destruct H as [H1 H2]; split.
  - intro E; unfold RK, RM in E; apply map_eq_nil in E; now rewrite E in H1.
  - now apply vector_ok.
Qed.

Fixpoint znonzero (U : list zlayer) x (final : list Z -> bool) : bool :=
  match U with
  | [] => final x
  | L :: U' => let p := zaff L x in
      forallb (fun z => negb (Z.eqb z 0)) p && znonzero U' (map (Z.max 0) p) final end.
Fixpoint signs_of (U : list zlayer) x : list (list bool) :=
  match U with
  | [] => [] | L :: U' => map (Z.ltb 0) (zaff L x) :: signs_of U' (map (Z.max 0) (zaff L x)) end.
Lemma znonzero_ok U : forall x final, znonzero U x final = true ->
  zpattern U x (signs_of U x) final = true.
Proof.
  induction U as [|L U IH]; intros x final H; [exact H|].
  cbn [znonzero zpattern signs_of] in *; apply andb_true_iff in H as [H1 H2].
  apply andb_true_iff; split; [|now apply IH].
  clear - H1; induction (zaff L x) as [|z p I]; trivial.
  cbn [forallb map zsigns] in *; apply andb_true_iff in H1 as [H1 H2].
  apply andb_true_iff; split; [|now apply I].
  apply negb_true_iff, Z.eqb_neq in H1; unfold zsign; destruct (Z.ltb_spec 0 z); trivial.
  apply Z.ltb_lt; apply Z.le_neq; now split.
Qed.

Definition check_outputs Ls A c (Ks : list (zmat * zvec)) : bool :=
  forallb (fun K => let '(U, D) := scales Ls (mden (fst K)) in
    let check := fits A c K D in forallb (fun x => znonzero U x check) (mnum (fst K))) Ks.
Theorem check_outputs_ok Ls A c Ks : check_outputs Ls A c Ks = true ->
  interpolates (map RL Ls) (RM A) (RV c) (map RK Ks)
  /\ cost (map RL Ls) (RM A) (RV c) (map RK Ks) = 0
  /\ nowhere_zero (map RL Ls) (map RK Ks).
Proof.
  unfold check_outputs; rewrite forallb_forall; intro H.
  assert (P : forall K, In K (map RK Ks) -> forall x, In x (fst K) ->
    (exists S, pattern (map RL Ls) x S) /\ net (map RL Ls) (RM A) (RV c) x = snd K).
  { intros K HK x Hx; apply in_map_iff in HK as [k [<- Hk]]; apply in_map_iff in Hx as [z [<- Hz]].
    specialize (H k Hk); generalize (scales_ok Ls (mden (fst k)) z)
      (zpattern_ok Ls (mden (fst k)) z).
    destruct (scales Ls _) as [U D]; cbn [fst]; intros E Z; rewrite forallb_forall in H.
    destruct (Z _ _ (znonzero_ok _ _ _ (H z Hz))) as [Z1 Z2]; split; [eexists; exact Z1|].
    unfold net; rewrite <- E; now apply fits_ok with (D := D). }
  assert (I : interpolates (map RL Ls) (RM A) (RV c) (map RK Ks))
    by (intros K HK x Hx; now apply P).
  split; [exact I|split; [now apply interpolates_cost|intros K HK x Hx; now apply (P K HK x Hx)]].
Qed.

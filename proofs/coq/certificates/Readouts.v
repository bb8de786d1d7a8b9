(** Readouts.v -- the affine map of all layers, no activation anywhere, and the points it collapses.
    through Ls x        == x after the layers Ls as affine maps
    reads Ls A c A0 c0  == readout (A, c) after the layers is (A0, c0) of the points
    meets M Ls ls ps    == the layers up to number ls_j send the point ps_j, of M numbers, to 0
    truncated_classes L ls ps Ks == the classes Ks, those collapsed at a layer before L one point *)
From Truncation Require Import Spec LinearAlgebra Integers Rationals Evaluation Widths.
From Truncation Require Import Cumulative.
From Coq Require Import Bool Lia.
Import ListNotations.
Open Scope R_scope.

Definition through (Ls : list layer) (x : vec) : vec :=
  fold_left (fun z L => affine (fst L) (snd L) z) Ls x.
Definition reads (Ls : list layer) (A : mat) (c : vec) (A0 : mat) (c0 : vec) : Prop :=
  forall x, affine A0 c0 x = affine A c (through Ls x).
Definition meets M (Ls : list layer) (ls : list nat) (ps : list vec) : Prop :=
  forall j, (j < length ls)%nat -> (nth j ls O < length Ls)%nat -> length (nth j ps []) = M
  /\ zero (through (firstn (S (nth j ls O)) Ls) (nth j ps [])).
Definition truncated_classes L (ls : list nat) (ps : list vec) (Ks : list cluster) : list cluster :=
  map (fun j => let K := nth j Ks ([], []) in
    if Nat.ltb (nth j ls O) L then ([nth j ps []], snd K) else K) (seq 0 (length Ks)).

Lemma chained_through Ls : forall C Cs, chained C Ls Cs = true -> forall l C',
  nth_error (C :: Cs) l = Some C' ->
  forall x, apply C' x = through (firstn l (map RL Ls)) (apply C x).
Proof.
  induction Ls as [|L Ls IH]; intros C [|D Cs] H [|l] C' E x; try discriminate;
    cbn [nth_error firstn map chained] in *; try (injection E as <-; reflexivity).
  - destruct l; discriminate.
  - apply andb_true_iff in H as [H1 H2]; rewrite (IH D Cs H2 l C' E x), (composed_ok _ _ _ H1).
    reflexivity.
Qed.
Lemma chained_length Ls : forall C Cs, chained C Ls Cs = true -> length Cs = length Ls.
Proof.
  induction Ls as [|L Ls IH]; intros C [|D Cs] H; try discriminate; trivial;
    cbn [chained length] in *.
  apply andb_true_iff in H as [_ H]; f_equal; exact (IH D Cs H).
Qed.
Lemma chained_more L Ls Cs l C : chained L Ls Cs = true -> nth_error (L :: Cs) l = Some C ->
  forall x, apply C x = through (firstn (S l) (map RL (L :: Ls))) x.
Proof. intros H E x; now rewrite (chained_through Ls L Cs H l C E). Qed.

Definition check_readout (Ls Cs : list (zmat * zvec)) A c A0 c0 : bool :=
  match Ls with [] => false | L :: Ls' => chained L (Ls' ++ [(A, c)]) (Cs ++ [(A0, c0)]) end.
Theorem check_readout_ok Ls Cs A c A0 c0 : check_readout Ls Cs A c A0 c0 = true ->
  reads (map RL Ls) (RM A) (RV c) (RM A0) (RV c0).
Proof.
  destruct Ls as [|L Ls]; [discriminate|]; cbn [check_readout]; intros H x.
  assert (E : length Cs = length Ls).
  { apply chained_length in H; rewrite !app_length in H; simpl in H; lia. }
  assert (N : nth_error (L :: Cs ++ [(A0, c0)]) (S (length Ls)) = Some (A0, c0)).
  { cbn [nth_error]; rewrite nth_error_app2, <- E, Nat.sub_diag by lia; reflexivity. }
  change (affine (RM A0) (RV c0) x) with (apply (A0, c0) x).
  rewrite (chained_more _ _ _ _ _ H N x).
  replace (S (S (length Ls))) with (length (map RL (L :: Ls ++ [(A, c)])))
    by (rewrite map_length; simpl; rewrite app_length; simpl; lia).
  rewrite firstn_all, app_comm_cons, map_app; unfold through; now rewrite fold_left_app.
Qed.

Definition at_zero (C : zmat * zvec) (p : zvec) : bool :=
  let '(U, _) := scale C (vden p) in forallb (Z.eqb 0) (zaff U (vnum p)).
Lemma at_zero_ok C p : at_zero C p = true -> zero (apply C (RV p)).
Proof.
  destruct C as [W b]; unfold at_zero, apply.
  change (RV p) with (FR (vden p) (vnum p)); generalize (scale_ok W b (vden p) (vnum p)).
  destruct (scale (W, b) (vden p)) as [U D]; cbn [fst snd]; intros <- H.
  rewrite forallb_forall in H; apply Forall_map, Forall_forall; intros z Hz.
  specialize (H z Hz); apply Z.eqb_eq in H; subst z; unfold frac; field; apply pos_nz.
Qed.
Definition check_apexes M (Ls Cs : list (zmat * zvec)) (ls : list nat) (ps : list zvec) : bool :=
  match Ls with
  | [] => true
  | L :: Ls' => chained L Ls' Cs && Nat.eqb (length ps) (length ls) && forallb (fun t =>
      has_length M (vnum (snd t)) &&
      match nth_error (L :: Cs) (fst t) with Some C => at_zero C (snd t) | None => true end)
      (combine ls ps) end.
Theorem check_apexes_ok M Ls Cs ls ps : check_apexes M Ls Cs ls ps = true ->
  meets M (map RL Ls) ls (map RV ps).
Proof.
  destruct Ls as [|L Ls]; intros H j Hj Hl; [inversion Hl|]; cbn [check_apexes] in H.
  rewrite !andb_true_iff, Nat.eqb_eq, forallb_forall in H; destruct H as [[HC HL] H].
  rewrite map_length in Hl; set (l := nth j ls O) in *.
  assert (P : In (l, nth j ps (ZV 1 [])) (combine ls ps)).
  { unfold l; rewrite <- (combine_nth ls ps j O (ZV 1 [])) by congruence; apply nth_In.
    rewrite combine_length; lia. }
  specialize (H _ P); cbn [fst snd] in H; apply andb_true_iff in H as [HM H].
  replace (nth j (map RV ps) []) with (RV (nth j ps (ZV 1 []))) by
    (change (@nil R) with (RV (ZV 1 [])); symmetry; apply map_nth).
  split; [unfold RV; rewrite map_length; now apply Nat.eqb_eq|].
  destruct (nth_error (L :: Cs) l) as [C|] eqn:E.
  - rewrite <- (chained_more _ _ _ _ _ HC E); now apply at_zero_ok.
  - apply nth_error_None in E; apply chained_length in HC; simpl in *; lia.
Qed.

(** The data and the readout that the cost of a network of the region is about *)
Definition truncates M Q Ls (ls : list nat) A c Ks A0 c0 (ps : list vec) Ts : Prop :=
  shape Q M A0 /\ length c0 = Q /\ reads Ls A c A0 c0 /\ meets M Ls ls ps
  /\ Ts = truncated_classes (length Ls) ls ps Ks.
Definition check_truncates M Q Ls Cs (ls : list nat) A c A0 (c0 : zvec) ps : bool :=
  check_rows Q A0 M && Nat.eqb (length (vnum c0)) Q
  && check_readout Ls Cs A c A0 c0 && check_apexes M Ls Cs ls ps.
Theorem check_truncates_ok M Q Ls Cs ls A c A0 c0 ps Ks Ts :
  check_truncates M Q Ls Cs ls A c A0 c0 ps = true ->
  Ts = truncated_classes (length (map RL Ls)) ls (map RV ps) Ks ->
  truncates M Q (map RL Ls) ls (RM A) (RV c) Ks (RM A0) (RV c0) (map RV ps) Ts.
Proof.
  unfold check_truncates; rewrite !andb_true_iff, Nat.eqb_eq; intros [[[H1 H2] H3] H4] E.
  split; [exact (rows_ok _ _ _ H1)|split; [unfold RV; now rewrite map_length|]].
  split; [now apply (check_readout_ok Ls Cs)|split; [now apply (check_apexes_ok M Ls Cs)|exact E]].
Qed.

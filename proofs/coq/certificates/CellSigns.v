(** CellSigns.v -- networks of two hidden layers whose units tell the classes in their order (G8).
    cell_first W b j x    == of the first layer, the units before j are off at x and unit j is on
    cell_second L W b j x == of the second layer, exactly the units before j are on
    cell_signs L1 L2 Ks   == so at every point of class j
    row_moves W b j X     == row j of the first layer has two values on the points X
    rows_move ks W b Ks   == so on class j, for all classes but the first and the last, and not on
                             those in ks *)
From Truncation Require Import Spec LinearAlgebra Integers Evaluation.
From Coq Require Import Lia Bool.
Import ListNotations.
Open Scope R_scope.

Definition cell_first (W : mat) (b : vec) (j : nat) (x : vec) : Prop :=
  forall k, (k < length (affine W b x))%nat -> ((k < j)%nat -> nth k (affine W b x) 0 < 0)
    /\ (k = j -> 0 < nth k (affine W b x) 0).
Definition cell_second (L : layer) (W : mat) (b : vec) (j : nat) (x : vec) : Prop :=
  forall k, (k < length (affine W b (hidden [L] x)))%nat ->
    strict (Nat.ltb k j) (nth k (affine W b (hidden [L] x)) 0).
Definition at_each (P : nat -> vec -> Prop) (Ks : list cluster) : Prop :=
  forall j x, (j < length Ks)%nat -> In x (fst (nth j Ks ([], []))) -> P j x.
Definition cell_signs (L1 L2 : layer) : list cluster -> Prop :=
  at_each (fun j x => cell_first (fst L1) (snd L1) j x /\ cell_second L1 (fst L2) (snd L2) j x).
Definition row_moves (W : mat) (b : vec) (j : nat) (X : list vec) : Prop :=
  exists x x', In x X /\ In x' X /\ nth j (affine W b x) 0 <> nth j (affine W b x') 0.
Definition rows_move (ks : list nat) W b (Ks : list cluster) : Prop :=
  forall j, (0 < j)%nat -> (S j < length Ks)%nat ->
    let moves := row_moves W b j (fst (nth j Ks ([], []))) in
    if existsb (Nat.eqb j) ks then ~ moves else moves.

(** On integers *)
Fixpoint zfirst (j : nat) (v : list Z) : bool :=
  match v, j with
  | [], _ => true | z :: _, O => Z.ltb 0 z | z :: v', S j' => Z.ltb z 0 && zfirst j' v' end.
Fixpoint zsecond (j : nat) (v : list Z) : bool :=
  match v, j with
  | [], _ => true
  | z :: v', O => Z.ltb z 0 && zsecond O v' | z :: v', S j' => Z.ltb 0 z && zsecond j' v' end.
Definition zcell_signs (U : list zlayer) (j : nat) (x : list Z) : bool :=
  match U with
  | [L1; L2] => let z := zaff L1 x in zfirst j z && zsecond j (zaff L2 (map (Z.max 0) z))
  | _ => false end.
Fixpoint check_each (f : nat -> zmat * zvec -> bool) (j : nat) (Ks : list (zmat * zvec)) : bool :=
  match Ks with [] => true | K :: Ks' => f j K && check_each f (S j) Ks' end.
Definition check_cell_signs (L1 L2 : zmat * zvec) : list (zmat * zvec) -> bool :=
  check_each (fun j K => let '(U, _) := scales [L1; L2] (mden (fst K)) in
    forallb (zcell_signs U j) (mnum (fst K))) 0.
Definition zmoves (L : zmat * zvec) (j : nat) (K : zmat * zvec) : option bool :=
  let '((W, b), _) := scale L (mden (fst K)) in
  match nth_error W j, nth_error b j, mnum (fst K) with
  | Some r, Some t, x :: X =>
      let z := zdot r x in Some (existsb (fun x' => negb (Z.eqb z (zdot r x'))) X)
  | _, _, _ => None end.
Definition check_rows_move (ks : list nat) (L : zmat * zvec) (Ks : list (zmat * zvec)) : bool :=
  check_each (fun j K => Nat.eqb j 0 || Nat.leb (length Ks) (S j)
    || match zmoves L j K with
       | Some m => Bool.eqb m (negb (existsb (Nat.eqb j) ks)) | None => false end) 0 Ks.

Lemma check_each_ok f Ks : forall i, check_each f i Ks = true ->
  forall j, (j < length Ks)%nat -> f (i + j)%nat (nth j Ks (ZM 1 [], ZV 1 [])) = true.
Proof.
  induction Ks as [|K Ks IH]; intros i H j Hj; cbn [length] in Hj; [lia|].
  cbn [check_each] in H; apply andb_true_iff in H as [H1 H2]; destruct j as [|j]; cbn [nth].
  - now rewrite Nat.add_0_r.
  - rewrite <- Nat.add_succ_comm; apply IH; trivial; lia.
Qed.
Lemma nth_RK j Ks : nth j (map RK Ks) ([], []) = RK (nth j Ks (ZM 1 [], ZV 1 [])).
Proof. exact (map_nth RK Ks (ZM 1 [], ZV 1 []) j). Qed.
Lemma nth_frac D v k : (k < length v)%nat -> nth k (FR D v) 0 = frac D (nth k v 0%Z).
Proof.
  intro H; rewrite (nth_indep _ 0 (frac D 0%Z)) by (now rewrite map_length).
  exact (map_nth (frac D) v 0%Z k).
Qed.
Lemma zfirst_ok v : forall j k, zfirst j v = true -> (k < length v)%nat ->
  ((k < j)%nat -> (nth k v 0 < 0)%Z) /\ (k = j -> (0 < nth k v 0)%Z).
Proof.
  induction v as [|z v IH]; intros [|j] [|k] H Hk; cbn [length zfirst nth] in *;
  try (now inversion Hk).
  - apply Z.ltb_lt in H; split; [intro C; inversion C|auto].
  - apply andb_true_iff in H as [H _]; apply Z.ltb_lt in H; split; [auto|discriminate].
  - apply andb_true_iff in H as [_ H]; destruct (IH j k H) as [I1 I2]; [lia|].
    split; intro; [apply I1|apply I2]; lia.
Qed.
Lemma zsecond_ok v : forall j k, zsecond j v = true -> (k < length v)%nat ->
  zsign (Nat.ltb k j) (nth k v 0%Z) = true.
Proof.
  induction v as [|z v IH]; intros [|j] [|k] H Hk; cbn [length zsecond nth] in *;
  try (now inversion Hk); apply andb_true_iff in H as [H1 H2]; trivial.
  - apply (IH O k H2); lia.
  - apply (IH j k H2); lia.
Qed.
Theorem check_cell_signs_ok L1 L2 Ks : check_cell_signs L1 L2 Ks = true ->
  cell_signs (RL L1) (RL L2) (map RK Ks).
Proof.
  intros H j x Hj Hx; rewrite map_length in Hj; rewrite nth_RK in Hx.
  apply check_each_ok with (j := j) in H; trivial; cbn [Nat.add] in H.
  set (K := nth j Ks _) in *; apply in_map_iff in Hx as [z [<- Hz]].
  destruct L1 as [W1 b1], L2 as [W2 b2]; cbn [scales] in H.
  generalize (scale_ok W1 b1 (mden (fst K)) z).
  destruct (scale (W1, b1) (mden (fst K))) as [U1 D1]; intro E1.
  generalize (scale_ok W2 b2 D1 (map (Z.max 0) (zaff U1 z))).
  destruct (scale (W2, b2) D1) as [U2 D2]; intro E2; cbv zeta iota beta in H.
  rewrite forallb_forall in H; specialize (H z Hz); cbn [zcell_signs] in H.
  apply andb_true_iff in H as [H1 H2]; split; intros k Hk.
  - cbn [RL fst snd] in *; rewrite <- E1 in *; rewrite map_length in Hk.
    destruct (zfirst_ok _ _ k H1 Hk) as [I1 I2]; rewrite nth_frac by trivial; split; intro C.
    + apply (zsign_ok false), Z.ltb_lt; auto.
    + apply (zsign_ok true), Z.ltb_lt; auto.
  - cbn [hidden RL fst snd] in *; rewrite <- E1, map_frac_relu, <- E2 in *.
    rewrite map_length in Hk; rewrite nth_frac by trivial.
    now apply zsign_ok, zsecond_ok.
Qed.
Lemma zmoves_ok L j K m : zmoves L j K = Some m ->
  if m then row_moves (RM (fst L)) (RV (snd L)) j (fst (RK K))
  else ~ row_moves (RM (fst L)) (RV (snd L)) j (fst (RK K)).
Proof.
  destruct L as [W b]; unfold zmoves; generalize (scale_ok W b (mden (fst K))).
  destruct (scale (W, b) _) as [[V t] D]; intros E H.
  destruct (nth_error V j) as [r|] eqn:EV; [|discriminate].
  destruct (nth_error t j) as [s|] eqn:Et; [|discriminate].
  destruct (mnum (fst K)) as [|x X] eqn:EX; [discriminate|injection H as H].
  assert (G : forall y, nth j (FR D (zaff (V, t) y)) 0 = frac D (zdot r y + s)).
  { intro y; assert (S : forall u v i a c, nth_error u i = Some a -> nth_error v i = Some c ->
      nth_error (zvadd u v) i = Some (a + c)%Z).
    { induction u as [|p u IH]; intros [|q v] [|i] a c; cbn [nth_error zvadd]; try discriminate.
      - intros [=->] [=->]; reflexivity.
      - apply IH. }
    assert (T : nth_error (zaff (V, t) y) j = Some (zdot r y + s)%Z).
    { apply S; trivial; unfold zmv; cbn [fst]; now apply (map_nth_error (fun r => zdot r y)). }
    apply nth_error_nth; now apply map_nth_error. }
  unfold RK, RM at 2 4; cbn [fst snd]; rewrite EX; destruct m.
  - apply existsb_exists in H as [x' [Hx' N]]; apply negb_true_iff, Z.eqb_neq in N.
    exists (FR (mden (fst K)) x), (FR (mden (fst K)) x').
    split; [now left|split; [right; now apply in_map|]].
    rewrite <- !E, !G; intro C; apply N.
    apply (f_equal (fun a => a * IZR (Zpos D))) in C; unfold frac in C.
    field_simplify in C; try apply pos_nz; apply eq_IZR in C; lia.
  - assert (A : forall y, In y (map (FR (mden (fst K))) (x :: X)) ->
      nth j (affine (RM W) (RV b) y) 0 = frac D (zdot r x + s)).
    { intros y Hy; apply in_map_iff in Hy as [z [<- Hz]]; rewrite <- E, G; do 2 f_equal.
      destruct Hz as [->|Hz]; trivial; destruct (Z.eq_dec (zdot r x) (zdot r z)) as [->|N]; trivial.
      exfalso; assert (T : existsb (fun x' => negb (Z.eqb (zdot r x) (zdot r x'))) X = true);
        [|congruence].
      apply existsb_exists; exists z; split; trivial; now apply negb_true_iff, Z.eqb_neq. }
    intros [y [y' [Hy [Hy' N]]]]; apply N; now rewrite (A y Hy), (A y' Hy').
Qed.
Theorem check_rows_move_ok ks L Ks : check_rows_move ks L Ks = true ->
  rows_move ks (RM (fst L)) (RV (snd L)) (map RK Ks).
Proof.
  intros H j Hj Hl; rewrite map_length in Hl; rewrite nth_RK.
  unfold check_rows_move in H; apply check_each_ok with (j := j) in H; [|lia].
  cbn [Nat.add] in H; set (K := nth j Ks _) in *; rewrite !orb_true_iff in H.
  destruct H as [[H|H]|H]; [apply Nat.eqb_eq in H; lia|apply Nat.leb_le in H; lia|].
  destruct (zmoves L j K) as [m|] eqn:E; [|discriminate]; apply zmoves_ok in E.
  apply eqb_prop in H; rewrite H in E; now destruct (existsb (Nat.eqb j) ks).
Qed.

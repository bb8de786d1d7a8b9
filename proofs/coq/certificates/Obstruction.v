(** Obstruction.v -- two sets with a common convex combination have no separating hyperplane.
    Weights are integers over one denominator, one for each point of the set, zeros allowed. *)
From Truncation Require Import Spec LinearAlgebra Integers Kernel.
From Coq Require Import Lra Bool.
Import ListNotations.
Open Scope R_scope.

(** Over the reals *)
Definition convex_weights (l : vec) (P : list vec) : Prop :=
  length l = length P /\ Forall (fun a => 0 <= a) l /\ sum l = 1.
Lemma dot_le l P f t : length l = length P -> Forall (fun a => 0 <= a) l ->
  (forall x, In x P -> dot x f < t) -> dot l (mv P f) <= sum l * t
    /\ (dot l (mv P f) = sum l * t -> sum l = 0).
Proof.
  revert P; induction l as [|a l IH]; intros [|x P] E N H; simpl in *; try discriminate.
  - split; [lra|trivial].
  - inversion N as [|? ? Na Nl]; subst.
    destruct (IH P) as [I1 I2]; [congruence|trivial|auto|].
    specialize (H x (or_introl eq_refl)); unfold sum in *; simpl.
    assert (a * dot x f <= a * t) by (apply Rmult_le_compat_l; lra).
    split; [lra|intro Eq].
    assert (a * (t - dot x f) = 0) as Z by lra.
    apply Rmult_integral in Z as [Z|Z]; [|lra]. rewrite I2; lra.
Qed.
Theorem no_separation P N l m : convex_weights l P -> convex_weights m N ->
  lincomb l P = lincomb m N -> ~ separable P N.
Proof.
  intros [L1 [L2 L3]] [M1 [M2 M3]] E [f [t [HP HN]]].
  destruct (dot_le l P f t L1 L2) as [A1 A2]; [intros; rewrite dot_comm; auto|].
  destruct (dot_le m N (vscale (-1) f) (-t) M1 M2) as [B1 _].
  { intros x Hx; rewrite dot_vscale_r, dot_comm; generalize (HN x Hx); lra. }
  assert (C : dot m (mv N (vscale (-1) f)) = - dot l (mv P f)).
  { rewrite mv_vscale, dot_vscale_r, <- !dot_lincomb, E; ring. }
  rewrite C, M3 in B1; rewrite L3 in *.
  assert (dot l (mv P f) = 1 * t) as D by lra. generalize (A2 D); lra.
Qed.

(** Over the integers *)
Definition check_weights (l : zvec) (P : zmat) : bool :=
  Nat.eqb (length (vnum l)) (length (mnum P)) && forallb (Z.leb 0) (vnum l)
  && Z.eqb (fold_right Z.add 0%Z (vnum l)) (Zpos (vden l)).
Definition check_obstruction (P N : zmat) (l m : zvec) : bool :=
  check_weights l P && check_weights m N
  && all2 Z.eqb (map (Z.mul (Zpos (vden m * mden N))) (zlincomb (vnum l) (mnum P)))
                (map (Z.mul (Zpos (vden l * mden P))) (zlincomb (vnum m) (mnum N))).
Lemma frac_sum D l : sum (FR D l) = frac D (fold_right Z.add 0%Z l).
Proof.
  unfold sum; induction l as [|a l IH]; simpl; [unfold frac; field; apply pos_nz|].
  rewrite IH; unfold frac; rewrite plus_IZR; field; apply pos_nz.
Qed.
Lemma check_weights_ok l P : check_weights l P = true -> convex_weights (RV l) (RM P).
Proof.
  unfold check_weights, convex_weights, RV, RM; rewrite !andb_true_iff, Nat.eqb_eq.
  intros [[H1 H2] H3]; rewrite !map_length; split; [exact H1|split].
  - apply Forall_map, Forall_forall; intros a Ha; rewrite forallb_forall in H2.
    specialize (H2 a Ha); apply Z.leb_le, IZR_le in H2.
    unfold frac, Rdiv; generalize (Rinv_0_lt_compat _ (pos_gt (vden l))); nra.
  - apply Z.eqb_eq in H3; rewrite frac_sum, H3; unfold frac; field; apply pos_nz.
Qed.
Theorem check_obstruction_ok P N l m : check_obstruction P N l m = true ->
  ~ separable (RM P) (RM N).
Proof.
  unfold check_obstruction; rewrite !andb_true_iff; intros [[H1 H2] H3].
  apply no_separation with (l := RV l) (m := RV m); try now apply check_weights_ok.
  unfold RV, RM; rewrite !frac_lincomb; apply all2_eq in H3.
  apply (f_equal (FR ((vden l * mden P) * (vden m * mden N)))) in H3.
  now rewrite frac_multiply, (Pos.mul_comm (vden l * mden P)), frac_multiply in H3.
Qed.

(** Cost.v -- the exact cost of any network on any data, squares of residuals summed in integers. *)
From Truncation Require Import Spec LinearAlgebra Integers Rationals Evaluation Obstruction.
From Coq Require Import Bool QArith Qreals.
Import ListNotations.
Open Scope R_scope.

Definition class_cost Ls A c (K : zmat * zvec) : Q :=
  let '(U, D) := scales Ls (mden (fst K)) in let '(L, E) := scale (A, c) D in
  let F := vden (snd K) in let y := map (Z.mul (Zneg E)) (vnum (snd K)) in
  let square x := let r := zvadd (map (Z.mul (Zpos F)) (zaff L (zhidden U x))) y in zdot r r in
  qfrac (E * F * (E * F) * Pos.of_nat (length (mnum (fst K))))
        (fold_right Z.add 0%Z (map square (mnum (fst K)))).
Definition check_cost Ls A c (Ks : list (zmat * zvec)) vd v : bool :=
  forallb (fun K => negb (has_length 0 (mnum (fst K)))) Ks
  && Qeq_bool (fold_right radd 0%Q (map (class_cost Ls A c) Ks)) (v # vd).

Lemma frac_residual E F u y :
  FR (E * F) (zvadd (map (Z.mul (Zpos F)) u) (map (Z.mul (Zneg E)) y)) = vsub (FR E u) (FR F y).
Proof.
  unfold vsub; rewrite frac_vadd; f_equal; unfold vscale; rewrite !map_map; apply map_ext; intro t;
  unfold frac; rewrite ?mult_IZR, Pos2Z.inj_mul, ?mult_IZR; [field; split; apply pos_nz|].
  change (Zneg E) with (- Zpos E)%Z; rewrite opp_IZR; field; split; apply pos_nz.
Qed.
Lemma class_cost_ok Ls A c K : negb (has_length 0 (mnum (fst K))) = true ->
  Q2R (class_cost Ls A c K) = cluster_cost (net (map RL Ls) (RM A) (RV c)) (RK K).
Proof.
  intro HN; unfold class_cost, cluster_cost; generalize (scales_ok Ls (mden (fst K))).
  destruct (scales Ls _) as [U D]; intro S1; generalize (scale_ok A c D).
  destruct (scale (A, c) D) as [L E]; intro S2; cbv zeta; rewrite qfrac_ok.
  set (F := vden (snd K)); set (X := mnum (fst K)) in *.
  assert (EX : length (fst (RK K)) = length X) by (unfold RK, RM, X; apply map_length).
  assert (EN : INR (length X) = IZR (Zpos (Pos.of_nat (length X)))).
  { rewrite INR_IZR_INZ, <- positive_nat_Z, Nat2Pos.id; trivial.
    intro Z; unfold has_length in HN; now rewrite Z in HN. }
  rewrite EX, EN; set (n := Pos.of_nat (length X)).
  assert (FS : forall z, frac (E * F * (E * F) * n) z = / IZR (Zpos n) * frac (E * F * (E * F)) z).
  { intro z; unfold frac; rewrite Pos2Z.inj_mul, mult_IZR; field; split; apply pos_nz. }
  rewrite FS, <- frac_sum; f_equal; f_equal.
  unfold RK, RM; cbn [fst]; rewrite !map_map; apply map_ext; intro x.
  unfold sqnorm; rewrite <- frac_dot, frac_residual, S2, S1; reflexivity.
Qed.
Theorem check_cost_ok Ls A c Ks vd v : check_cost Ls A c Ks vd v = true ->
  cost (map RL Ls) (RM A) (RV c) (map RK Ks) = frac vd v.
Proof.
  unfold check_cost; rewrite andb_true_iff, forallb_forall; intros [HN H].
  apply Qeq_bool_eq, Qeq_eqR in H; rewrite frac_Q, <- H; clear H.
  unfold cost, sum; induction Ks as [|K Ks IH]; simpl; [symmetry; apply RMicromega.Q2R_0|].
  rewrite radd_ok, class_cost_ok, IH; trivial; intros; apply HN; [now right|now left].
Qed.

(** A network that costs less than v0: a witness *)
Definition check_below Ls A c (Ks : list (zmat * zvec)) vd v d0 v0 : bool :=
  check_cost Ls A c Ks vd v && Z.ltb (v * Zpos d0) (v0 * Zpos vd).
Theorem check_below_ok Ls A c Ks vd v d0 v0 : check_below Ls A c Ks vd v d0 v0 = true ->
  cost (map RL Ls) (RM A) (RV c) (map RK Ks) = frac vd v /\ frac vd v < frac d0 v0.
Proof.
  unfold check_below; rewrite andb_true_iff; intros [H1 H2]; split; [now apply check_cost_ok|].
  apply Z.ltb_lt, IZR_lt in H2; rewrite !mult_IZR in H2; unfold frac.
  apply (Rmult_lt_reg_r (IZR (Zpos vd) * IZR (Zpos d0))).
  - apply Rmult_lt_0_compat; apply pos_gt.
  - generalize (pos_nz vd) (pos_nz d0); intros.
    replace (IZR v / IZR (Zpos vd) * (IZR (Zpos vd) * IZR (Zpos d0))) with (IZR v * IZR (Zpos d0)) by (field; trivial).
    replace (IZR v0 / IZR (Zpos d0) * (IZR (Zpos vd) * IZR (Zpos d0))) with (IZR v0 * IZR (Zpos vd)) by (field; trivial).
    exact H2.
Qed.

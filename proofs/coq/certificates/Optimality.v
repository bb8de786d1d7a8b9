(** Optimality.v -- the cost of a readout of the points, and that it is the least of all real ones.
    Two kinds of readout: affine, on the features (1, x), and linear, on x. With the moments of the
    classes cost and normal equations are a few integers.
    check_linear_bias == the cumulative bias of a network is 0 *)
From Truncation Require Import Spec LinearAlgebra LeastSquares Integers Rationals Independence.
From Truncation Require Import ClassMoments.
From Coq Require Import Lra Bool QArith Qreals Qreduction.
Import ListNotations.
Open Scope R_scope.

Definition filled (Ks : list (zmat * zvec)) : bool :=
  forallb (fun K => negb (Nat.eqb (length (mnum (fst K))) 0)) Ks.
Lemma filled_ok Ks : filled Ks = true -> Forall (fun K => mnum (fst K) <> []) Ks.
Proof.
  unfold filled; rewrite forallb_forall; intro H; apply Forall_forall; intros K HK E.
  specialize (H K HK); now rewrite E in H.
Qed.
Lemma filled_nonempty a Ks : filled Ks = true -> nonempty (features_of a Ks).
Proof.
  intro H; apply filled_ok in H; unfold nonempty; apply Forall_map.
  eapply Forall_impl; [|exact H]; intros K HK; cbn [fst]; unfold RM; rewrite !map_length.
  destruct (mnum (fst K)) eqn:E; [contradiction|apply Nat.lt_0_succ].
Qed.
Lemma cost_features a A c M Ks : (forall x, affine A c x = mv M (lead a x)) ->
  cost [] A c (map RK Ks) = weighted (sqcost M) (features_of a Ks).
Proof.
  intro E; unfold cost, weighted, features_of; rewrite !map_map; f_equal; apply map_ext; intro K.
  unfold cluster_cost, sqcost, RK; cbn [fst snd]; rewrite map_length, map_map; do 2 f_equal.
  apply map_ext; intro x; unfold net; cbn [hidden]; now rewrite E.
Qed.

(** Cost and normal equations of a readout M over the denominator d *)
Fixpoint zmdot (A G : list (list Z)) : Z :=
  match A, G with a :: A', g :: G' => zdot a g + zmdot A' G' | _, _ => 0 end%Z.
Lemma zmdot_ok d D A : forall G, mdot (map (FR d) A) (map (FR D) G) = frac (d * D) (zmdot A G).
Proof.
  induction A as [|a A IH]; intros [|g G]; simpl; try (unfold frac; field; apply pos_nz).
  rewrite IH, frac_dot; unfold frac; rewrite plus_IZR; field; apply pos_nz.
Qed.
Definition attains M d Ks ms vd v : bool :=
  let '(s, (X, e)) := normal M d Ks ms in Qeq_bool (s + (zmdot M X # d * (d * e))) (v # vd).
Definition minimizes M d Ks ms vd v : bool :=
  let '(s, (X, e)) := normal M d Ks ms in Qeq_bool s (v # vd) && forallb (forallb (Z.eqb 0)) X.
Lemma zeros_ok D X : forallb (forallb (Z.eqb 0)) X = true -> Forall zero (map (FR D) X).
Proof.
  rewrite forallb_forall; intro H; apply Forall_map, Forall_forall; intros r Hr.
  specialize (H r Hr); rewrite forallb_forall in H; apply Forall_map, Forall_forall; intros z Hz.
  specialize (H z Hz); apply Z.eqb_eq in H; subst z; unfold frac; field; apply pos_nz.
Qed.
Lemma attains_ok a M d Ks ms vd v : filled Ks = true -> knows a Ks ms ->
  attains M d Ks ms vd v = true -> weighted (sqcost (map (FR d) M)) (features_of a Ks) = frac vd v.
Proof.
  unfold attains; intros HF HK H; rewrite weighted_expand by now apply filled_nonempty.
  generalize (normal_ok M d a Ks ms (filled_ok _ HF) HK); destruct (normal M d Ks ms) as [s [X e]].
  intros [N1 N2]; rewrite <- N1, <- N2, zmdot_ok, !frac_Q.
  apply Qeq_bool_eq, Qeq_eqR in H; now rewrite Q2R_plus, Rplus_comm in H.
Qed.
Lemma minimizes_ok a M d Ks ms vd v : filled Ks = true -> knows a Ks ms ->
  minimizes M d Ks ms vd v = true ->
  weighted (sqcost (map (FR d) M)) (features_of a Ks) = frac vd v
  /\ forall M', frac vd v <= weighted (sqcost M') (features_of a Ks).
Proof.
  unfold minimizes; intros HF HK H.
  generalize (normal_ok M d a Ks ms (filled_ok _ HF) HK); destruct (normal M d Ks ms) as [s [X e]].
  intros [N1 N2]; apply andb_true_iff in H as [Hs HX]; apply (zeros_ok (d * e)) in HX.
  destruct (normal_equations_minimize (map (FR d) M) _ (filled_nonempty a _ HF)) as [E1 E2].
  { intro M'; rewrite <- N2; now apply mdot_zero. }
  assert (E : value_at (map (FR d) M) (features_of a Ks) = frac vd v).
  { rewrite <- N1, frac_Q; apply Qeq_eqR; now apply Qeq_bool_eq. }
  rewrite <- E, <- E1; now split.
Qed.

(** The affine readout *)
Fixpoint join (c : vec) (A : mat) : mat :=
  match c, A with t :: c', a :: A' => (t :: a) :: join c' A' | _, _ => [] end.
Fixpoint zjoin (p q : Z) (c : list Z) (A : list (list Z)) : list (list Z) :=
  match c, A with
  | t :: c', a :: A' => ((p * t)%Z :: map (Z.mul q) a) :: zjoin p q c' A' | _, _ => [] end.
Definition joined (A : zmat) (c : zvec) : list (list Z) * positive :=
  let '(g, (p, q)) := Pos.ggcd (mden A) (vden c) in
  (zjoin (Zpos p) (Zpos q) (vnum c) (mnum A), (mden A * q)%positive).
Lemma joined_ok A c : map (FR (snd (joined A c))) (fst (joined A c)) = join (RV c) (RM A).
Proof.
  unfold joined; generalize (Pos.ggcd_correct_divisors (mden A) (vden c)).
  destruct (Pos.ggcd _ _) as [g [p q]]; intros [E1 E2]; cbn [fst snd]; unfold RV, RM.
  generalize (mnum A); induction (vnum c) as [|t u IH]; intros [|r B]; trivial.
  cbn [zjoin map join]; rewrite IH; clear IH; do 2 f_equal.
  - rewrite E1, E2; unfold frac; rewrite mult_IZR, !Pos2Z.inj_mul, !mult_IZR.
    field; repeat split; apply pos_nz.
  - rewrite map_map; apply map_ext; intro z; unfold frac.
    rewrite mult_IZR, Pos2Z.inj_mul, mult_IZR; field; split; apply pos_nz.
Qed.
Lemma affine_join A : forall c h, length A = length c -> affine A c h = mv (join c A) (1 :: h).
Proof.
  unfold affine; induction A as [|a A IH]; intros [|t c] h E; simpl in *; try discriminate; trivial.
  f_equal; [ring|apply IH; congruence].
Qed.
Definition sized_alike (A : zmat) (c : zvec) : bool := Nat.eqb (length (mnum A)) (length (vnum c)).
Lemma join_cost A c Ks : length A = length c ->
  cost [] A c (map RK Ks) = weighted (sqcost (join c A)) (features_of true Ks).
Proof. intro E; apply cost_features; intro x; now apply affine_join. Qed.
Lemma sized_alike_ok A c : sized_alike A c = true -> length (RM A) = length (RV c).
Proof. unfold RM, RV; rewrite !map_length; apply Nat.eqb_eq. Qed.

Definition check_least_affine A c (Ks : list (zmat * zvec)) ms vd v : bool :=
  sized_alike A c && filled Ks && let '(M, d) := joined A c in minimizes M d Ks ms vd v.
Theorem check_least_affine_ok A c Ks ms vd v : knows true Ks ms ->
  check_least_affine A c Ks ms vd v = true ->
  least_affine [] (RM A) (RV c) (map RK Ks) (frac vd v).
Proof.
  unfold check_least_affine; intros HK H; rewrite !andb_true_iff in H; destruct H as [[HS HF] HM].
  generalize (joined_ok A c); destruct (joined A c) as [M d]; cbn [fst snd]; intro J.
  destruct (minimizes_ok true M d Ks ms vd v HF HK HM) as [E L]; rewrite J in E.
  split; [rewrite join_cost; [exact E|now apply sized_alike_ok]|].
  intros A' c' EL; rewrite join_cost by exact EL; apply L.
Qed.
Definition check_value A c (Ks : list (zmat * zvec)) ms vd v : bool :=
  sized_alike A c && filled Ks && let '(M, d) := joined A c in attains M d Ks ms vd v.
Theorem check_value_ok A c Ks ms vd v : knows true Ks ms -> check_value A c Ks ms vd v = true ->
  cost [] (RM A) (RV c) (map RK Ks) = frac vd v.
Proof.
  unfold check_value; intros HK H; rewrite !andb_true_iff in H; destruct H as [[HS HF] HM].
  generalize (joined_ok A c); destruct (joined A c) as [M d]; cbn [fst snd]; intro J.
  rewrite join_cost by now apply sized_alike_ok.
  rewrite <- J; now apply (attains_ok true M d Ks ms).
Qed.

(** The linear readout keeps the cumulative bias 0 *)
Definition qcumulative (Ls : list (zmat * zvec)) : list Q :=
  fold_left (fun b L => qaffine (qM (fst L)) (qV (snd L)) b) Ls [].
Lemma qcumulative_ok Ls : Q1 (qcumulative Ls) = cumulative_bias (map RL Ls).
Proof.
  unfold qcumulative, cumulative_bias; change (@nil R) with (Q1 []); generalize (@nil Q).
  induction Ls as [|[W b] Ls IH]; intro q; simpl; trivial.
  now rewrite IH, qaffine_ok, qM_ok, qV_ok.
Qed.
Definition check_linear_bias Ls (A : zmat) (c : zvec) : bool :=
  qequal (qV c) (qscale (-1 # 1) (qmv (qM A) (qcumulative Ls))).
Theorem check_linear_bias_ok Ls A c : check_linear_bias Ls A c = true ->
  RV c = linear_bias (map RL Ls) (RM A).
Proof.
  intro H; apply qequal_ok in H.
  now rewrite qscale_ok, qmv_ok, qM_ok, qV_ok, minus_one, qcumulative_ok in H.
Qed.
Definition no_bias (A : zmat) (c : zvec) : bool := sized_alike A c && forallb (Z.eqb 0) (vnum c).
Lemma linear_bias_none A : linear_bias [] A = repeat 0 (length A).
Proof.
  unfold linear_bias, cumulative_bias, vscale, mv; cbn [fold_left]; rewrite map_map.
  induction A as [|r A IH]; trivial; cbn [map length repeat]; rewrite IH, dot_nil_r; f_equal; ring.
Qed.
Lemma no_bias_ok A c : no_bias A c = true -> RV c = linear_bias [] (RM A).
Proof.
  unfold no_bias; rewrite andb_true_iff; intros [HS HZ]; apply sized_alike_ok in HS.
  rewrite linear_bias_none, HS; unfold RV; rewrite map_length, forallb_forall in *; clear HS.
  induction (vnum c) as [|z u IH]; trivial; cbn [map length repeat]; f_equal.
  - specialize (HZ z (or_introl eq_refl)); apply Z.eqb_eq in HZ; subst z; unfold frac; field.
    apply pos_nz.
  - apply IH; intros t Ht; apply HZ; now right.
Qed.
Definition check_least_linear A c (Ks : list (zmat * zvec)) ms vd v : bool :=
  no_bias A c && filled Ks && minimizes (mnum A) (mden A) Ks ms vd v.
Theorem check_least_linear_ok A c Ks ms vd v : knows false Ks ms ->
  check_least_linear A c Ks ms vd v = true ->
  least_linear [] (RM A) (RV c) (map RK Ks) (frac vd v).
Proof.
  unfold check_least_linear; intros HK H; rewrite !andb_true_iff in H; destruct H as [[HB HF] HM].
  apply no_bias_ok in HB; destruct (minimizes_ok false _ _ Ks ms vd v HF HK HM) as [E L].
  assert (W : forall A', cost [] A' (linear_bias [] A') (map RK Ks)
    = weighted (sqcost A') (features_of false Ks)).
  { intro A'; apply cost_features; intro x; unfold affine; cbn [lead]; rewrite linear_bias_none.
    apply vadd_zero_r; [|unfold mv; now rewrite repeat_length, map_length].
    apply Forall_forall; intros t Ht; now apply repeat_spec in Ht. }
  split; [exact HB|split; [rewrite HB, W; exact E|intro A'; rewrite W; apply L]].
Qed.

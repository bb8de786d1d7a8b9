(** Optimality.v -- the exact least cost over all real readouts, hidden layers held.
    Two kinds of readout: affine, on the features (1, h), and linear, on the features h - B with
    B the cumulative bias. Sums of features and Gram matrices are accumulated in integers, class
    by class; the normal equations and the value are then a few fractions. *)
From Truncation Require Import Spec LinearAlgebra LeastSquares Integers Rationals Cumulative States.
From Coq Require Import Lra Bool QArith Qreals Qreduction.
Import ListNotations.
Open Scope R_scope.

Inductive readout := Affine | Linear (B : zvec).
Definition phi (r : readout) (h : vec) : vec :=
  match r with Affine => 1 :: h | Linear B => vsub h (RV B) end.
(* the common denominator of the features, and how to make them from integers over D *)
Definition zphi (r : readout) (D : positive) : positive * (list Z -> list Z) :=
  match r with
  | Affine => (D, cons (Zpos D))
  | Linear B => let '(g, (e, f)) := Pos.ggcd (vden B) D in
      let s := map (Z.mul (Zneg f)) (vnum B) in
      ((D * e)%positive, fun h => zvadd (map (Z.mul (Zpos e)) h) s) end.
Lemma zphi_ok r D h : let '(E, z) := zphi r D in FR E (z h) = phi r (FR D h).
Proof.
  destruct r as [|B]; cbn [zphi phi map].
  - f_equal; unfold frac; field; apply pos_nz.
  - generalize (Pos.ggcd_correct_divisors (vden B) D).
    destruct (Pos.ggcd _ _) as [g [e f]]; intros [E1 E2].
    unfold vsub; rewrite frac_vadd; f_equal.
    + rewrite map_map; apply map_ext; intro t; unfold frac.
      rewrite mult_IZR, Pos2Z.inj_mul, mult_IZR; field; split; apply pos_nz.
    + unfold RV, vscale; rewrite !map_map; apply map_ext; intro t; rewrite E1, E2; unfold frac.
      change (Zneg f) with (- Zpos f)%Z.
      rewrite mult_IZR, opp_IZR, !Pos2Z.inj_mul, !mult_IZR; field; repeat split; apply pos_nz.
Qed.

(** Moments of a class: sum and Gram matrix of its features, divided by its number of points *)
Fixpoint zgram H : list (list Z) :=
  match H with [] => [] | h :: H' => zmadd (zouter h h) (zgram H') end.
Fixpoint zvsum H : list Z := match H with [] => [] | h :: H' => zvadd h (zvsum H') end.
(* the states of a class over one denominator, and its target *)
Definition zclass : Type := (positive * list (list Z)) * zvec.
Definition moments r (St : positive * list (list Z)) : list (list Q) * list Q :=
  let '(E, z) := zphi r (fst St) in
  let n := Pos.of_nat (length (snd St)) in
  let H := map z (snd St) in
  (map (map (qfrac (E * E * n))) (zgram H), map (qfrac (E * n)) (zvsum H)).
Lemma map_frac_mul D n u : map (frac (D * n)) u = vscale (/ IZR (Zpos n)) (FR D u).
Proof.
  unfold vscale; rewrite map_map; apply map_ext; intro z.
  unfold frac; rewrite Pos2Z.inj_mul, mult_IZR; field; split; apply pos_nz.
Qed.
Lemma zgram_ok E H : map (FR (E * E)) (zgram H) = gram (map (FR E) H).
Proof.
  induction H as [|h H IH]; trivial; cbn [zgram map].
  now rewrite frac_madd, frac_outer, IH, gram_cons.
Qed.
Lemma zvsum_ok E H : FR E (zvsum H) = vsum (map (FR E) H).
Proof.
  induction H as [|h H IH]; trivial; cbn [zvsum map]. now rewrite frac_vadd, IH, vsum_cons.
Qed.

Definition feats r (K : zclass) : list vec * vec :=
  (map (phi r) (map (FR (fst (fst K))) (snd (fst K))), RV (snd K)).
Lemma moments_ok r (K : zclass) : (0 < length (snd (fst K)))%nat ->
  let '(G, s) := moments r (fst K) in
  let w := / INR (length (fst (feats r K))) in
  Q2 G = map (vscale w) (gram (fst (feats r K))) /\ Q1 s = vscale w (vsum (fst (feats r K))).
Proof.
  intro HN; unfold moments.
  generalize (zphi_ok r (fst (fst K))); destruct (zphi r _) as [E z]; intro S2.
  set (n := Pos.of_nat _). set (H := map _ (snd (fst K))).
  assert (EF : fst (feats r K) = map (FR E) H).
  { unfold feats, H; cbn [fst]; rewrite !map_map; apply map_ext; intro x; now rewrite S2. }
  assert (EN : INR (length (fst (feats r K))) = IZR (Zpos n)).
  { rewrite EF; unfold H; rewrite !map_length, INR_IZR_INZ; f_equal; unfold n.
    rewrite <- positive_nat_Z, Nat2Pos.id; trivial. intro Z; rewrite Z in HN; inversion HN. }
  cbv zeta; rewrite EN, EF, <- zgram_ok, <- zvsum_ok; split.
  - rewrite !map_map; apply map_ext; intro row.
    rewrite <- map_frac_mul, map_map; apply map_ext; intro; apply qfrac_ok.
  - rewrite <- map_frac_mul, map_map; apply map_ext; intro; apply qfrac_ok.
Qed.

(** sum over classes of |y|^2 - y.(M s), and of M G - y s^T, which the normal equations set to 0 *)
Fixpoint normal r (M : list (list Q)) (Ks : list zclass) : Q * list (list Q) :=
  match Ks with
  | [] => (0%Q, [])
  | K :: Ks' => let '(G, s) := moments r (fst K) in let y := qV (snd K) in
     let '(v, T) := normal r M Ks' in
     (radd (radd (qdot y y) (rmul (-1 # 1) (qdot y (qmv M s)))) v,
      qmadd (qmadd (map (qmv G) M) (qouter (qscale (-1 # 1) y) s)) T) end.
Definition minimizes r M (Ks : list zclass) vd v : bool :=
  let '(s, T) := normal r M Ks in Qeq_bool s (v # vd) && forallb qzero T.
Definition inhabited (Ks : list zclass) :=
  Forall (fun K : zclass => (0 < length (snd (fst K)))%nat) Ks.

Lemma normal_ok r M Ks : inhabited Ks ->
  let '(v, T) := normal r M Ks in
  Q2R v = value_at (Q2 M) (map (feats r) Ks)
  /\ forall M', mdot M' (Q2 T) = weighted (cross (Q2 M) M') (map (feats r) Ks).
Proof.
  unfold weighted, value_at, sum; induction 1 as [|K Ks HK HF IH]; cbn [normal map fold_right].
  - split; [apply RMicromega.Q2R_0|intro M'; now destruct M'].
  - generalize (moments_ok r K HK); destruct (moments r (fst K)) as [G s].
    cbv zeta; intros [I1 I2]; destruct (normal r M Ks) as [v T]; destruct IH as [J1 J2].
    assert (EY : snd (feats r K) = Q1 (qV (snd K))) by (symmetry; apply qV_ok).
    split.
    + rewrite !radd_ok, rmul_ok, minus_one, !qdot_ok, qmv_ok, I2, mv_vscale, dot_vscale_r, J1, EY.
      unfold sqnorm; ring.
    + intro M'. rewrite !qmadd_ok, !mdot_madd, J2, qouter_ok, mdot_outer, qscale_ok, minus_one.
      rewrite I2, cross_gram, EY, dot_vscale_l, mv_vscale, dot_vscale_r.
      assert (EG : Q2 (map (qmv G) M) = map (mv (Q2 G)) (Q2 M)).
      { rewrite !map_map; apply map_ext; intro; apply qmv_ok. }
      rewrite EG, I1, mdot_map_mscale; ring.
Qed.
Lemma inhabited_nonempty r Ks : inhabited Ks -> nonempty (map (feats r) Ks).
Proof.
  intro HF; unfold nonempty; apply Forall_map; eapply Forall_impl; [|exact HF]; intros K HK.
  unfold feats; cbn [fst]; now rewrite !map_length.
Qed.
Lemma minimizes_ok r M Ks vd v : inhabited Ks -> minimizes r M Ks vd v = true ->
  weighted (sqcost (Q2 M)) (map (feats r) Ks) = frac vd v
  /\ forall M', frac vd v <= weighted (sqcost M') (map (feats r) Ks).
Proof.
  unfold minimizes; intros HF H2.
  generalize (normal_ok r M Ks HF); revert H2; destruct (normal _ _ _) as [s T].
  intros H2 [N1 N2]; apply andb_true_iff in H2 as [Hs HT].
  generalize (inhabited_nonempty r Ks HF); intro HN.
  assert (HZ : Forall zero (Q2 T)).
  { apply Forall_map, Forall_forall; intros row Hr; rewrite forallb_forall in HT.
    now apply qzero_ok, HT. }
  destruct (normal_equations_minimize (Q2 M) (map (feats r) Ks) HN) as [E1 E2].
  { intro M'; rewrite <- N2; now apply mdot_zero. }
  assert (E : value_at (Q2 M) (map (feats r) Ks) = frac vd v).
  { rewrite <- N1, frac_Q. apply Qeq_eqR; now apply Qeq_bool_eq. }
  rewrite <- E, <- E1; now split.
Qed.

(** From a network to the states of its classes *)
Definition class_states Ls Cs (Ks : list (zmat * zvec)) Ss : list zclass :=
  map (fun t => (states Ls Cs (fst (fst t)) (snd t), snd (fst t))) (combine Ks Ss).
Definition followed Ls Cs (Ks : list (zmat * zvec)) : bool :=
  all_chained Ls Cs && forallb (fun K => negb (Nat.eqb (length (mnum (fst K))) 0)) Ks.
Lemma cost_states r Ls Cs Ks Ss : followed Ls Cs Ks = true ->
  strict_patterns (map RL Ls) (map RK Ks) Ss ->
  inhabited (class_states Ls Cs Ks Ss) /\ forall A c M,
  (forall h, affine A c h = mv M (phi r h)) ->
  cost (map RL Ls) A c (map RK Ks) = weighted (sqcost M) (map (feats r) (class_states Ls Cs Ks Ss)).
Proof.
  unfold followed; rewrite andb_true_iff, forallb_forall; intros [HC HN] HP; revert HN HP;
    revert Ss.
  induction Ks as [|K Ks IH]; intros Ss HN HP; inversion HP as [|? S ? Ss' HK HP']; subst;
    [split; [constructor|reflexivity]|].
  destruct (IH Ss' (fun K' H' => HN K' (or_intror H')) HP') as [I1 I2].
  generalize (states_ok Ls Cs (fst K) S HC); unfold class_states in *; cbn [combine map fst snd].
  destruct (states Ls Cs (fst K) S) as [D H]; intro T; destruct T as [T1 T2]; [|exact HK|].
  { intro E; specialize (HN K (or_introl eq_refl)); now rewrite E in HN. }
  split; [constructor; [exact T1|exact I1]|]; intros A c M E.
  specialize (I2 A c M E); unfold cost, weighted, sum in *; cbn [map fold_right]; rewrite I2;
    f_equal.
  transitivity (mean (fun h => sqnorm (vsub (affine A c h) (RV (snd K)))) (map (FR D) H)).
  - rewrite <- T2; unfold mean, cluster_cost, net, RK; cbn [fst snd];
    now rewrite map_length, map_map.
  - unfold mean, sqcost, feats; cbn [fst snd]; rewrite !map_length, !map_map; do 2 f_equal.
    apply map_ext; intro z; now rewrite E.
Qed.

(** The affine readout *)
Fixpoint join (c : vec) (A : mat) : mat :=
  match c, A with t :: c', a :: A' => (t :: a) :: join c' A' | _, _ => [] end.
Fixpoint qjoin (c : list Q) (A : list (list Q)) :=
  match c, A with t :: c', a :: A' => (t :: a) :: qjoin c' A' | _, _ => [] end.
Lemma qjoin_ok c : forall A, Q2 (qjoin c A) = join (Q1 c) (Q2 A).
Proof. induction c as [|t c IH]; intros [|a A]; simpl; trivial. now rewrite IH. Qed.
Lemma affine_join A : forall c h, length A = length c -> affine A c h = mv (join c A) (1 :: h).
Proof.
  unfold affine; induction A as [|a A IH]; intros [|t c] h E; simpl in *; try discriminate; trivial.
  f_equal; [ring|apply IH; congruence].
Qed.
Definition check_least_affine Ls Cs A c (Ks : list (zmat * zvec)) Ss vd v : bool :=
  Nat.eqb (length (mnum A)) (length (vnum c)) && followed Ls Cs Ks
  && minimizes Affine (qjoin (qV c) (qM A)) (class_states Ls Cs Ks Ss) vd v.
Theorem check_least_affine_ok Ls Cs A c Ks Ss vd v :
  strict_patterns (map RL Ls) (map RK Ks) Ss -> check_least_affine Ls Cs A c Ks Ss vd v = true ->
  least_affine (map RL Ls) (RM A) (RV c) (map RK Ks) (frac vd v).
Proof.
  unfold check_least_affine; rewrite !andb_true_iff, Nat.eqb_eq; intros HP [[HL HF] HM].
  destruct (cost_states Affine Ls Cs Ks Ss HF HP) as [I W].
  apply minimizes_ok in HM as [E M]; [|exact I]; rewrite qjoin_ok, qV_ok, qM_ok in E.
  assert (W' : forall A' c', length A' = length c' -> cost (map RL Ls) A' c' (map RK Ks)
    = weighted (sqcost (join c' A')) (map (feats Affine) (class_states Ls Cs Ks Ss))).
  { intros A' c' L; apply W; intro h; now apply affine_join. }
  split; [|intros A' c' L; rewrite W' by trivial; apply M].
  rewrite W'; [exact E|unfold RM, RV; now rewrite !map_length].
Qed.

(** The linear readout: B is the cumulative bias, so that A h + c = A (h - B) *)
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
Definition check_least_linear Ls Cs A c B (Ks : list (zmat * zvec)) Ss vd v : bool :=
  qequal (qcumulative Ls) (qV B) && check_linear_bias Ls A c && followed Ls Cs Ks
  && minimizes (Linear B) (qM A) (class_states Ls Cs Ks Ss) vd v.
Theorem check_least_linear_ok Ls Cs A c B Ks Ss vd v :
  strict_patterns (map RL Ls) (map RK Ks) Ss -> check_least_linear Ls Cs A c B Ks Ss vd v = true ->
  least_linear (map RL Ls) (RM A) (RV c) (map RK Ks) (frac vd v).
Proof.
  unfold check_least_linear; rewrite !andb_true_iff; intros HP [[[HB Hc] HF] HM].
  apply qequal_ok in HB; rewrite qcumulative_ok, qV_ok in HB; apply check_linear_bias_ok in Hc.
  destruct (cost_states (Linear B) Ls Cs Ks Ss HF HP) as [I W].
  apply minimizes_ok in HM as [E M]; [|exact I]; rewrite qM_ok in E.
  assert (W' : forall A', cost (map RL Ls) A' (linear_bias (map RL Ls) A') (map RK Ks)
    = weighted (sqcost A') (map (feats (Linear B)) (class_states Ls Cs Ks Ss))).
  { intro A'; apply W; intro h; unfold affine, linear_bias, phi, vsub.
    now rewrite HB, mv_vadd, mv_vscale. }
  split; [exact Hc|split; [rewrite Hc, W'; exact E|intro A'; rewrite W'; apply M]].
Qed.

(** The cost of any readout from the same moments *)
Fixpoint qmdot (A G : list (list Q)) : Q :=
  match A, G with a :: A', g :: G' => radd (qdot a g) (qmdot A' G') | _, _ => 0%Q end.
Lemma qmdot_ok A : forall G, Q2R (qmdot A G) = mdot (Q2 A) (Q2 G).
Proof.
  induction A as [|a A IH]; intros [|g G]; simpl; try apply RMicromega.Q2R_0.
  now rewrite radd_ok, qdot_ok, IH.
Qed.
Definition check_value Ls Cs A c (Ks : list (zmat * zvec)) Ss vd v : bool :=
  Nat.eqb (length (mnum A)) (length (vnum c)) && followed Ls Cs Ks
  && (let M := qjoin (qV c) (qM A) in
      let '(s, T) := normal Affine M (class_states Ls Cs Ks Ss) in
      Qeq_bool (radd (qmdot M T) s) (v # vd)).
Theorem check_value_ok Ls Cs A c Ks Ss vd v :
  strict_patterns (map RL Ls) (map RK Ks) Ss -> check_value Ls Cs A c Ks Ss vd v = true ->
  cost (map RL Ls) (RM A) (RV c) (map RK Ks) = frac vd v.
Proof.
  unfold check_value; rewrite !andb_true_iff, Nat.eqb_eq; intros HP [[HL HF] HM].
  destruct (cost_states Affine Ls Cs Ks Ss HF HP) as [I W].
  rewrite (W _ _ (join (RV c) (RM A)))
    by (intro h; apply affine_join; unfold RM, RV; now rewrite !map_length).
  rewrite weighted_expand by now apply inhabited_nonempty.
  generalize (normal_ok Affine (qjoin (qV c) (qM A)) _ I); revert HM; cbv zeta.
  destruct (normal _ _ _) as [s T]; intros HM [N1 N2].
  rewrite qjoin_ok, qV_ok, qM_ok in N1, N2; rewrite <- N1, <- N2, frac_Q.
  apply Qeq_bool_eq, Qeq_eqR in HM; rewrite <- HM, radd_ok, qmdot_ok, qjoin_ok, qV_ok, qM_ok;
    reflexivity.
Qed.

(** Residuals.v -- cost and residuals of a network of any widths: that no function of the input goes
    along with the residual.
    sum_over u Ks h     == the weighted sum of h over all points: weights 1/N_j (u = false) or 1/N
    on Ls l r x         == unit r of layer l is positive at x
    path_feature Ls l psi == psi is a path feature of layer l: a coordinate or 1, masked along a
                           chain of units
    free_of u f Ks psi  == the weighted residuals of f, times psi, sum to 0
    check_cost, check_function, check_paths == decided on integers over one denominator *)
From Truncation Require Import Spec LinearAlgebra Integers Evaluation Widths Rationals.
From Coq Require Import Lra Lia Bool QArith Qreals Qreduction.
Import ListNotations.
Open Scope R_scope.

Definition divisor (uniform : bool) (Ks : list cluster) (K : cluster) : nat :=
  length (if uniform then flat_map fst Ks else fst K).
Definition sum_over u Ks (h : cluster -> vec -> R) : R :=
  sum (map (fun K => / INR (divisor u Ks K) * sum (map (h K) (fst K))) Ks).
Definition weighted_cost u (f : vec -> vec) Ks : R :=
  sum_over u Ks (fun K x => sqnorm (vsub (f x) (snd K))).

Definition pre_at (Ls : list layer) l x : vec :=
  affine (fst (nth l Ls ([], []))) (snd (nth l Ls ([], []))) (hidden (firstn l Ls) x).
Definition on Ls l r x : bool := if Rlt_dec 0 (nth r (pre_at Ls l x) 0) then true else false.
Inductive path_feature Ls : nat -> (vec -> R) -> Prop :=
| path_input i : path_feature Ls 0 (fun x => nth i x 0)
| path_start l r : path_feature Ls (S l) (fun x => if on Ls l r x then 1 else 0)
| path_step l r psi : path_feature Ls l psi ->
    path_feature Ls (S l) (fun x => if on Ls l r x then psi x else 0).
Definition free_of u (f : vec -> vec) Ks (psi : vec -> R) : Prop :=
  forall q, sum_over u Ks (fun K x => nth q (vsub (f x) (snd K)) 0 * psi x) = 0.
Definition sees_no_path u Ls A c Ks : Prop :=
  free_of u (net Ls A c) Ks (fun _ => 1)
  /\ forall psi, path_feature Ls (length Ls) psi -> free_of u (net Ls A c) Ks psi.
Definition sees_no_function u (f : vec -> vec) Ks : Prop :=
  forall g : vec -> vec, sum_over u Ks (fun K x => dot (vsub (f x) (snd K)) (g x)) = 0.

(** The residuals in integers *)
Definition zdivisor (u : bool) (Ks : list (zmat * zvec)) (K : zmat * zvec) : positive :=
  Pos.of_nat (length (if u then flat_map (fun k => mnum (fst k)) Ks else mnum (fst K))).
Definition zoutput Ls A c D : (list Z -> list Z) * positive :=
  let '(U, D') := scales Ls D in let '(L, E) := scale (A, c) D' in
  (fun x => zaff L (zhidden U x), E).
Definition zresidual Ls A c (K : zmat * zvec) : (list Z -> list Z) * positive :=
  let '(f, E) := zoutput Ls A c (mden (fst K)) in
  let y := map (Z.mul (Zneg E)) (vnum (snd K)) in
  (fun x => zvadd (map (Z.mul (Zpos (vden (snd K)))) (f x)) y, (E * vden (snd K))%positive).

Lemma frac_times d e z : frac (d * e) (Zpos e * z) = frac d z.
Proof. unfold frac; rewrite Pos2Z.inj_mul, !mult_IZR; field; split; apply pos_nz. Qed.
Lemma zoutput_ok Ls A c D x : let '(f, E) := zoutput Ls A c D in
  FR E (f x) = net (map RL Ls) (RM A) (RV c) (FR D x).
Proof.
  unfold zoutput, net; generalize (scales_ok Ls D x); destruct (scales Ls D) as [U D'].
  generalize (scale_ok A c D' (zhidden U x)); destruct (scale (A, c) D') as [L E].
  now intros E1 <-.
Qed.
Lemma zresidual_ok Ls A c K x : let '(r, D) := zresidual Ls A c K in
  FR D (r x) = vsub (net (map RL Ls) (RM A) (RV c) (FR (mden (fst K)) x)) (snd (RK K)).
Proof.
  unfold zresidual; generalize (zoutput_ok Ls A c (mden (fst K)) x).
  destruct (zoutput Ls A c _) as [f E]; intros <-; unfold vsub; rewrite frac_vadd; f_equal.
  - rewrite map_map; apply map_ext; intro; apply frac_times.
  - unfold RK, RV, vscale; cbn [snd]; rewrite !map_map; apply map_ext; intro z.
    unfold frac; change (Zneg E) with (- Zpos E)%Z.
    rewrite Pos2Z.inj_mul, !mult_IZR, opp_IZR; field; split; apply pos_nz.
Qed.
Lemma zdivisor_ok u Ks K x : In K Ks -> In x (mnum (fst K)) ->
  INR (divisor u (map RK Ks) (RK K)) = IZR (Zpos (zdivisor u Ks K)).
Proof.
  intros HK Hx; unfold divisor, zdivisor; set (l := if u then _ else mnum (fst K)).
  assert (In x l) by (unfold l; destruct u; trivial; apply in_flat_map; now exists K).
  assert (E : length (if u then flat_map fst (map RK Ks) else fst (RK K)) = length l).
  { unfold l, RK, RM; destruct u; cbn [fst]; [|now rewrite map_length].
    clear; induction Ks as [|k Ks IH]; trivial.
    cbn [map flat_map fst]; now rewrite !app_length, map_length, IH. }
  rewrite E, INR_IZR_INZ; f_equal; rewrite <- positive_nat_Z, Nat2Pos.id; trivial.
  destruct l; [contradiction|discriminate].
Qed.

(** The cost *)
Definition zsquare v := zdot v v.
Definition zcost u Ls A c (Ks : list (zmat * zvec)) : Q :=
  fold_right radd 0%Q (map (fun K => let '(r, D) := zresidual Ls A c K in
    qfrac (zdivisor u Ks K * (D * D))
      (fold_right Z.add 0%Z (map (fun x => zsquare (r x)) (mnum (fst K))))) Ks).
Definition check_cost u Ls A c Ks vd v : bool := Qeq_bool (zcost u Ls A c Ks) (v # vd).
Lemma frac_add D a b : frac D (a + b) = frac D a + frac D b.
Proof. unfold frac; rewrite plus_IZR; field; apply pos_nz. Qed.
Lemma frac_zero D : frac D 0 = 0.
Proof. unfold frac; field; apply pos_nz. Qed.
Lemma frac_of_sum D l : frac D (fold_right Z.add 0%Z l) = sum (FR D l).
Proof.
  unfold sum; induction l as [|a l IH]; cbn [fold_right map]; [apply frac_zero|].
  now rewrite frac_add, IH.
Qed.
Theorem check_cost_ok u Ls A c Ks vd v : check_cost u Ls A c Ks vd v = true ->
  weighted_cost u (net (map RL Ls) (RM A) (RV c)) (map RK Ks) = frac vd v.
Proof.
  intro H; rewrite frac_Q; apply Qeq_bool_eq, Qeq_eqR in H; rewrite <- H; clear H.
  unfold weighted_cost, sum_over, zcost, sum; rewrite map_map.
  assert (G : forall l, incl l Ks ->
    fold_right Rplus 0 (map (fun K => / INR (divisor u (map RK Ks) (RK K)) * sum (map (fun x =>
      sqnorm (vsub (net (map RL Ls) (RM A) (RV c) x) (snd (RK K)))) (fst (RK K)))) l) =
    Q2R (fold_right radd 0%Q (map (fun K => let '(r, D) := zresidual Ls A c K in
      qfrac (zdivisor u Ks K * (D * D)) (fold_right Z.add 0%Z
        (map (fun x => zsquare (r x)) (mnum (fst K))))) l))); [|apply G, incl_refl].
  induction l as [|K l IH]; intro I; cbn [map fold_right]; [symmetry; apply RMicromega.Q2R_0|].
  rewrite radd_ok, <- IH by (intros k Hk; apply I; now right); f_equal.
  generalize (zresidual_ok Ls A c K); destruct (zresidual Ls A c K) as [r D]; intro E.
  rewrite qfrac_ok.
  destruct (mnum (fst K)) as [|x X] eqn:HX.
  { unfold RK, RM; cbn [fst]; rewrite HX; cbn; rewrite frac_zero; unfold sum; cbn; ring. }
  rewrite (zdivisor_ok u Ks K x) by (try (apply I; now left); rewrite HX; now left).
  assert (S : sum (map (fun x => sqnorm (vsub (net (map RL Ls) (RM A) (RV c) x) (snd (RK K))))
      (fst (RK K))) = frac (D * D) (fold_right Z.add 0%Z (map (fun x => zsquare (r x)) (x :: X)))).
  { rewrite frac_of_sum, <- HX; unfold RK at 2, RM; cbn [fst]; rewrite !map_map; f_equal.
    apply map_ext; intro z; unfold zsquare, sqnorm; now rewrite <- E, <- frac_dot. }
  rewrite S; unfold frac; rewrite (Pos2Z.inj_mul (zdivisor u Ks K)), mult_IZR; field.
  split; apply pos_nz.
Qed.

(** All points: a point, the signs of the hidden units there (last layer first),
  its weighted residual
    over one denominator E *)
Definition entry : Type := list Z * (list (list bool) * list Z).
Definition at_point (p : entry) := fst p.
Definition signs (p : entry) := fst (snd p).
Definition rest (p : entry) := snd (snd p).
Definition denominator u Ls A c Ks K : positive :=
  (snd (zresidual Ls A c K) * zdivisor u Ks K)%positive.
Definition common u Ls A c (Ks : list (zmat * zvec)) : positive :=
  Z.to_pos (fold_right (fun K => Z.lcm (Zpos (denominator u Ls A c Ks K))) 1%Z Ks).
Definition class_entries u Ls A c Ks E (K : zmat * zvec) : list entry :=
  let '(r, D) := zresidual Ls A c K in let f := (Zpos E / Zpos (D * zdivisor u Ks K))%Z in
  let U := fst (scales Ls (mden (fst K))) in
  map (fun x => (x, (rev (signs_of U x), map (Z.mul f) (r x)))) (mnum (fst K)).
Definition entries u Ls A c Ks E : list entry := flat_map (class_entries u Ls A c Ks E) Ks.
Definition check_common u Ls A c Ks D E : bool := forallb (fun K =>
  let n := denominator u Ls A c Ks K in
  Pos.eqb (mden (fst K)) D && Z.eqb (Zpos E / Zpos n * Zpos n) (Zpos E)) Ks.

Lemma sum_over_entries u Ls A c Ks D E (h : cluster -> vec -> R) (h' : entry -> R) :
  check_common u Ls A c Ks D E = true ->
  (forall K x r, In K Ks -> In x (mnum (fst K)) ->
    FR E r = vscale (/ INR (divisor u (map RK Ks) (RK K)))
      (vsub (net (map RL Ls) (RM A) (RV c) (FR D x)) (snd (RK K))) ->
    / INR (divisor u (map RK Ks) (RK K)) * h (RK K) (FR D x) =
    h' (x, (rev (signs_of (fst (scales Ls D)) x), r))) ->
  sum_over u (map RK Ks) h = sum (map h' (entries u Ls A c Ks E)).
Proof.
  unfold check_common, sum_over, entries; rewrite forallb_forall, map_map; intros HC HH.
  assert (G : forall l, incl l Ks -> sum (map (fun K => / INR (divisor u (map RK Ks) (RK K)) *
      sum (map (h (RK K)) (fst (RK K)))) l) =
      sum (map h' (flat_map (class_entries u Ls A c Ks E) l))); [|apply G, incl_refl].
  induction l as [|K l IH]; intro I; trivial; cbn [map flat_map]; rewrite map_app, sum_app.
  rewrite <- IH by (intros k Hk; apply I; now right).
  unfold sum at 1; cbn [fold_right]; f_equal; unfold class_entries.
  assert (HK : In K Ks) by (apply I; now left); specialize (HC K HK); specialize (HH K).
  apply andb_true_iff in HC as [H1 H2]; apply Pos.eqb_eq in H1; apply Z.eqb_eq in H2.
  unfold denominator in H2; generalize (zresidual_ok Ls A c K); revert H2.
  destruct (zresidual Ls A c K) as [r d]; cbn [snd]; rewrite H1; intros H2 R.
  set (f := (Zpos E / _)%Z) in *; rewrite <- sum_scale.
  replace (fst (RK K)) with (map (FR D) (mnum (fst K))) by (now rewrite <- H1).
  rewrite !map_map; f_equal; apply map_ext_in; intros x Hx; apply HH; trivial.
  rewrite (zdivisor_ok u Ks K x HK Hx), <- R; unfold vscale; rewrite !map_map.
  apply map_ext; intro z; unfold frac; rewrite <- H2, Pos2Z.inj_mul, !mult_IZR; field.
  assert (IZR f <> 0).
  { intro Z0; apply (f_equal IZR) in H2; rewrite mult_IZR, Z0, Rmult_0_l in H2.
    symmetry in H2; now apply pos_nz in H2. }
  repeat split; trivial; apply pos_nz.
Qed.

Definition zzero : list Z -> bool := forallb (Z.eqb 0).
Lemma zzero_nth v k : zzero v = true -> nth k v 0%Z = 0%Z.
Proof.
  unfold zzero; rewrite forallb_forall; intro H; destruct (Nat.lt_ge_cases k (length v)) as [L|L].
  - symmetry; now apply Z.eqb_eq, H, nth_In.
  - now apply nth_overflow.
Qed.
Lemma zzero_dot E v g : zzero v = true -> dot (FR E v) g = 0.
Proof.
  intro H; rewrite dot_comm; apply dot_zero_r, Forall_map, Forall_forall; intros z Hz.
  unfold zzero in H; rewrite forallb_forall in H; apply H, Z.eqb_eq in Hz; rewrite <- Hz.
  apply frac_zero.
Qed.

(** P0: no function of the input. Residuals are added up at each input. *)
Fixpoint insert (x r : list Z) (l : list (list Z * list Z)) : list (list Z * list Z) :=
  match l with
  | [] => [(x, r)]
  | (y, s) :: l' => if all2 Z.eqb y x then (y, zvadd r s) :: l' else (y, s) :: insert x r l' end.
Definition by_input (ps : list entry) : list (list Z * list Z) :=
  fold_right (fun p l => if zzero (rest p) then l else insert (at_point p) (rest p) l) [] ps.
Definition check_function u Ls A c Ks D : bool :=
  let E := common u Ls A c Ks in check_common u Ls A c Ks D E
  && forallb (fun t => zzero (snd t)) (by_input (entries u Ls A c Ks E)).

Lemma insert_sum E (g : list Z -> vec) x r l :
  sum (map (fun t => dot (FR E (snd t)) (g (fst t))) (insert x r l)) =
  dot (FR E r) (g x) + sum (map (fun t => dot (FR E (snd t)) (g (fst t))) l).
Proof.
  unfold sum; induction l as [|[y s] l IH]; trivial; cbn [insert]; destruct (all2 Z.eqb y x) eqn:H.
  - apply all2_eq in H; subst y; cbn [map fold_right fst snd].
    rewrite frac_vadd, dot_vadd_l; ring.
  - cbn [map fold_right]; rewrite IH; ring.
Qed.
Lemma by_input_sum E (g : list Z -> vec) ps :
  sum (map (fun t => dot (FR E (snd t)) (g (fst t))) (by_input ps)) =
  sum (map (fun p => dot (FR E (rest p)) (g (at_point p))) ps).
Proof.
  induction ps as [|p ps IH]; trivial; unfold by_input; cbn [fold_right map].
  fold (by_input ps); change (sum (?a :: ?b)) with (a + sum b); destruct (zzero (rest p)) eqn:H.
  - rewrite (zzero_dot E _ (g (at_point p)) H), IH; ring.
  - rewrite insert_sum, IH; unfold sum; cbn [fold_right]; ring.
Qed.
Theorem check_function_ok u Ls A c Ks D : check_function u Ls A c Ks D = true ->
  sees_no_function u (net (map RL Ls) (RM A) (RV c)) (map RK Ks).
Proof.
  unfold check_function; cbv zeta; set (E := common u Ls A c Ks); rewrite andb_true_iff.
  intros [HC HZ] g; rewrite (sum_over_entries u Ls A c Ks D E _
    (fun p => dot (FR E (rest p)) (g (FR D (at_point p)))) HC).
  - rewrite <- (by_input_sum E (fun x => g (FR D x))); rewrite forallb_forall in HZ.
    unfold sum; induction (by_input _) as [|t l IH]; trivial; cbn [map fold_right].
    rewrite IH by (intros; apply HZ; now right); rewrite zzero_dot by (apply HZ; now left); ring.
  - intros K x r _ _ R; unfold rest, at_point; cbn [fst snd]; now rewrite R, dot_vscale_l.
Qed.

(** Strict signs alone *)
Definition check_strict Ls (Ks : list (zmat * zvec)) : bool :=
  forallb (fun K => let U := fst (scales Ls (mden (fst K))) in
    forallb (fun x => znonzero U x (fun _ => true)) (mnum (fst K))) Ks.
Theorem check_strict_ok Ls Ks : check_strict Ls Ks = true -> nowhere_zero (map RL Ls) (map RK Ks).
Proof.
  unfold check_strict; rewrite forallb_forall; intros H K HK x Hx.
  apply in_map_iff in HK as [k [<- Hk]]; apply in_map_iff in Hx as [z [<- Hz]].
  specialize (H k Hk); cbv zeta in H; rewrite forallb_forall in H; specialize (H z Hz).
  apply znonzero_ok in H; destruct (zpattern_ok Ls _ _ _ _ H) as [P _]; eexists; exact P.
Qed.

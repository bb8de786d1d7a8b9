(** Residuals.v -- cost and residuals of a network of any widths: that no function of the input, or no
    path feature of its activation pattern, goes along with the residual.
    sum_over u Ks h        == the weighted sum of h over all points; each weighs 1/N_j (u = false) or 1/N
    on Ls l r x         == unit r of layer l is positive at x
    path_feature Ls l psi       == psi is a path feature of layer l: a coordinate or 1, masked along a chain of units
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
| path_step l r psi : path_feature Ls l psi -> path_feature Ls (S l) (fun x => if on Ls l r x then psi x else 0).
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

(** All points: a point, the signs of the hidden units there (last layer first), its weighted residual
    over one denominator E *)
Definition entry : Type := list Z * (list (list bool) * list Z).
Definition at_point (p : entry) := fst p.
Definition signs (p : entry) := fst (snd p).
Definition rest (p : entry) := snd (snd p).
Definition denominator u Ls A c Ks K : positive := (snd (zresidual Ls A c K) * zdivisor u Ks K)%positive.
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

Lemma sum_over_entries u Ls A c Ks D E (h : cluster -> vec -> R) (h' : entry -> R) : check_common u Ls A c Ks D E = true ->
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

(** R1: no path feature. From the last hidden layer down, the points where a unit is positive are kept,
    one choice of points at a time. *)
Definition lower (p : entry) : entry := (at_point p, (tl (signs p), rest p)).
Definition sign_at r (p : entry) : bool := nth r (hd [] (signs p)) false.
Definition select (col : list bool) (ps : list entry) : list entry :=
  flat_map (fun t => if fst t : bool then [lower (snd t)] else []) (combine col ps).
Fixpoint distinct (l : list (list bool)) : list (list bool) :=
  match l with
  | [] => [] | col :: l' => if existsb (all2 Bool.eqb col) l' then distinct l' else col :: distinct l' end.
Definition units (ps : list entry) : nat :=
  fold_right (fun p n => Nat.max (length (hd [] (signs p))) n) 0%nat ps.
Definition sums_to_zero (ps : list entry) : bool :=
  zzero (fold_right (fun p s => zvadd (rest p) s) [] ps).
Definition moments_are_zero (ps : list entry) : bool :=
  forallb zzero (fold_right (fun p s => zmadd (zouter (rest p) (at_point p)) s) [] ps).
Fixpoint no_path l (ps : list entry) : bool :=
  match l with
  | O => moments_are_zero ps
  | S l' => forallb (fun col => let qs := select col ps in sums_to_zero qs && no_path l' qs)
      (distinct (map (fun r => map (sign_at r) ps) (seq 0 (units ps)))) end.
Definition check_paths u Ls A c Ks D : bool :=
  let E := common u Ls A c Ks in let ps := entries u Ls A c Ks E in
  check_common u Ls A c Ks D E && sums_to_zero ps && no_path (length Ls) ps.

Lemma nth_zvadd k u : forall v, nth k (zvadd u v) 0%Z = (nth k u 0 + nth k v 0)%Z.
Proof.
  revert k; induction u as [|a u IH]; intros k [|b v]; destruct k; cbn [zvadd nth]; trivial;
  try (now rewrite Z.add_0_r); apply IH.
Qed.
Lemma nth_zmadd q k G : forall H, nth k (nth q (zmadd G H) []) 0%Z =
  (nth k (nth q G []) 0 + nth k (nth q H []) 0)%Z.
Proof.
  revert q; induction G as [|g G IH]; intros q [|h H].
  - now destruct q, k.
  - cbn [zmadd]; replace (nth q (@nil (list Z)) []) with (@nil Z) by (now destruct q); now destruct k.
  - cbn [zmadd]; replace (nth q (@nil (list Z)) []) with (@nil Z) by (now destruct q).
    replace (nth k (@nil Z) 0%Z) with 0%Z by (now destruct k); now rewrite Z.add_0_r.
  - destruct q; cbn [zmadd nth]; [apply nth_zvadd|apply IH].
Qed.
Lemma nth_times a k h : nth k (map (Z.mul a) h) 0%Z = (a * nth k h 0)%Z.
Proof. rewrite <- (Z.mul_0_r a) at 1; apply map_nth. Qed.
Lemma nth_zouter q k r h : nth k (nth q (zouter r h) []) 0%Z = (nth q r 0 * nth k h 0)%Z.
Proof.
  unfold zouter; revert q; induction r as [|a r IH]; intros [|q]; cbn [map nth];
    [now destruct k|now destruct k|apply nth_times|apply IH].
Qed.
Lemma nth_frac D k x : nth k (FR D x) 0 = frac D (nth k x 0%Z).
Proof. rewrite <- (frac_zero D) at 1; apply map_nth. Qed.
Lemma sums_ok E ps q : sums_to_zero ps = true ->
  sum (map (fun p => frac E (nth q (rest p) 0%Z)) ps) = 0.
Proof.
  intro H; apply (zzero_nth _ q) in H; apply (f_equal (frac E)) in H; rewrite frac_zero in H.
  rewrite <- H; clear; unfold sum; induction ps as [|p ps IH]; cbn [map fold_right].
  - destruct q; symmetry; apply frac_zero.
  - now rewrite nth_zvadd, frac_add, IH.
Qed.
Lemma moments_are_zero_ok E D ps q i : moments_are_zero ps = true ->
  sum (map (fun p => frac E (nth q (rest p) 0%Z) * nth i (FR D (at_point p)) 0) ps) = 0.
Proof.
  intro H.
  assert (Z0 : nth i (nth q (fold_right (fun p s => zmadd (zouter (rest p) (at_point p)) s) [] ps) []) 0%Z
    = 0%Z).
  { unfold moments_are_zero in H; rewrite forallb_forall in H; revert H.
    generalize (fold_right (fun p s => zmadd (zouter (rest p) (at_point p)) s) [] ps); intros S H.
    destruct (Nat.lt_ge_cases q (length S)) as [L|L].
    - now apply zzero_nth, H, nth_In.
    - rewrite (nth_overflow _ _ L); now destruct i. }
  apply (f_equal (frac (E * D))) in Z0; rewrite frac_zero in Z0; etransitivity; [|exact Z0]; clear.
  unfold sum; induction ps as [|p ps IH]; cbn [map fold_right].
  - destruct q, i; symmetry; apply frac_zero.
  - rewrite nth_zmadd, nth_zouter, frac_add, IH, nth_frac; f_equal; unfold frac.
    rewrite Pos2Z.inj_mul, !mult_IZR; field; split; apply pos_nz.
Qed.
Lemma distinct_in col l : In col l -> In col (distinct l).
Proof.
  induction l as [|d l IH]; trivial; cbn [distinct In]; intros [->|H].
  - destruct (existsb (all2 Bool.eqb col) l) eqn:X; [|now left].
    apply existsb_exists in X as [d [Hd Hc]]; apply IH; replace col with d; trivial.
    apply all2_ok in Hc; clear - Hc; induction Hc as [|a b ? ? E _ IH]; trivial.
    apply Bool.eqb_prop in E; now subst.
  - destruct (existsb (all2 Bool.eqb d) l); [|right]; now apply IH.
Qed.

Definition signed (Ls : list layer) D l (p : entry) : Prop := forall k r, (k < l)%nat ->
  nth r (nth (l - S k) (signs p) []) false = on Ls k r (FR D (at_point p)).
Lemma select_sum (g g' : entry -> R) r ps :
  (forall p, In p ps -> g p = if sign_at r p then g' (lower p) else 0) ->
  sum (map g ps) = sum (map g' (select (map (sign_at r) ps) ps)).
Proof.
  unfold sum, select; induction ps as [|p ps IH]; intro H; trivial; cbn [map combine flat_map].
  rewrite map_app; cbn [fold_right fst snd]; rewrite IH by (intros; apply H; now right).
  rewrite (H p (or_introl eq_refl)); destruct (sign_at r p); cbn [map app fold_right]; lra.
Qed.
Lemma signed_select Ls D l ps col : Forall (signed Ls D (S l)) ps -> Forall (signed Ls D l) (select col ps).
Proof.
  unfold select; rewrite !Forall_forall; intros H p Hp; apply in_flat_map in Hp as [[b o] [Ho Hp]].
  apply in_combine_r in Ho; destruct b; [|contradiction]; destruct Hp as [<-|[]]; cbn [snd].
  intros k r Hk; generalize (H o Ho k r); unfold lower, signs, at_point; cbn [fst snd]; intro G.
  rewrite <- G by lia; replace (S l - S k)%nat with (S (l - S k)) by lia.
  destruct (fst (snd o)); cbn [tl nth]; trivial; now destruct (l - S k)%nat.
Qed.
Lemma sign_overflow r ps p : (units ps <= r)%nat -> In p ps -> sign_at r p = false.
Proof.
  intros H Hp; apply nth_overflow; revert H; unfold units; induction ps as [|o ps IH]; [contradiction|].
  cbn [fold_right]; destruct Hp as [->|Hp]; intro; [lia|apply IH; trivial; lia].
Qed.
Lemma no_path_ok Ls E D l : forall ps, Forall (signed Ls D l) ps -> no_path l ps = true ->
  forall psi q, path_feature Ls l psi ->
  sum (map (fun p => frac E (nth q (rest p) 0%Z) * psi (FR D (at_point p))) ps) = 0.
Proof.
  induction l as [|l IH]; intros ps HS H psi q P.
  - inversion P; subst; now apply moments_are_zero_ok.
  - cbn [no_path] in H; rewrite forallb_forall in H.
    assert (Key : forall r, (r < units ps)%nat -> let qs := select (map (sign_at r) ps) ps in
      sums_to_zero qs = true /\ no_path l qs = true).
    { intros r Hr; apply andb_true_iff, H, distinct_in.
      apply in_map_iff; exists r; split; trivial; apply in_seq; lia. }
    assert (On : forall r p, In p ps -> on Ls l r (FR D (at_point p)) = sign_at r p).
    { intros r p Hp; rewrite Forall_forall in HS; rewrite <- (HS p Hp l r) by lia.
      replace (S l - S l)%nat with 0%nat by lia; unfold sign_at; destruct (signs p); trivial. }
    assert (Go : forall r chi, (forall qs, Forall (signed Ls D l) qs -> sums_to_zero qs = true ->
        no_path l qs = true ->
        sum (map (fun p => frac E (nth q (rest p) 0%Z) * chi (FR D (at_point p))) qs) = 0) ->
      sum (map (fun p => frac E (nth q (rest p) 0%Z) *
        (if on Ls l r (FR D (at_point p)) then chi (FR D (at_point p)) else 0)) ps) = 0).
    { intros r chi HC; rewrite (select_sum _ (fun p => frac E (nth q (rest p) 0%Z) *
        chi (FR D (at_point p))) r).
      - destruct (Nat.lt_ge_cases r (units ps)) as [L|L].
        + destruct (Key r L) as [K1 K2]; apply HC; trivial; now apply signed_select.
        + rewrite <- (select_sum (fun _ => 0)).
          * clear; unfold sum; induction ps; cbn [map fold_right]; lra.
          * intros p Hp; now rewrite (sign_overflow r ps p L Hp).
      - intros p Hp; rewrite (On r p Hp); unfold lower, rest, at_point; cbn [fst snd].
        destruct (sign_at r p); lra. }
    inversion P as [|l' r E1 E2|l' r chi Pc E1 E2]; subst.
    + apply (Go r (fun _ => 1)); intros qs _ S0 _; rewrite <- (sums_ok E qs q S0); f_equal.
      apply map_ext; intro; lra.
    + apply Go; intros qs S1 _ S2; now apply IH.
Qed.

Lemma signs_ok Ls : forall D x k r, (k < length Ls)%nat ->
  nth r (nth k (signs_of (fst (scales Ls D)) x) []) false = on (map RL Ls) k r (FR D x).
Proof.
  induction Ls as [|[W b] Ls IH]; intros D x k r Hk; [inversion Hk|cbn [scales map]].
  generalize (scale_ok W b D x); destruct (scale (W, b) D) as [L D']; intro E.
  specialize (IH D' (map (Z.max 0) (zaff L x))); destruct (scales Ls D') as [U F].
  cbn [fst signs_of] in *; destruct k as [|k]; cbn [nth].
  - unfold on, pre_at; cbn [nth firstn hidden RL fst snd]; rewrite <- E, nth_frac.
    replace (nth r (map (Z.ltb 0) (zaff L x)) false) with (0 <? nth r (zaff L x) 0)%Z
      by (symmetry; exact (map_nth (Z.ltb 0) (zaff L x) 0%Z r)).
    generalize (nth r (zaff L x) 0%Z); intro z.
    destruct (Rlt_dec 0 (frac D' z)) as [P|P]; destruct (Z.ltb_spec 0 z) as [Q|Q]; trivial; exfalso.
    + apply IZR_le in Q; revert P; unfold frac, Rdiv; generalize (Rinv_0_lt_compat _ (pos_gt D')); nra.
    + apply P; apply IZR_lt in Q; unfold frac, Rdiv; generalize (Rinv_0_lt_compat _ (pos_gt D')); nra.
  - rewrite IH by (cbn [length] in Hk; lia); unfold on, pre_at.
    cbn [nth firstn hidden RL fst snd]; rewrite <- E, map_frac_relu; reflexivity.
Qed.
Lemma signs_length U : forall x, length (signs_of U x) = length U.
Proof. induction U as [|L U IH]; intro x; cbn [signs_of length]; trivial; now rewrite IH. Qed.
Lemma scales_length Ls : forall D, length (fst (scales Ls D)) = length Ls.
Proof.
  induction Ls as [|L Ls IH]; intro D; cbn [scales]; trivial; destruct (scale L D) as [U D'].
  specialize (IH D'); destruct (scales Ls D'); cbn [fst length] in *; now rewrite IH.
Qed.

Theorem check_paths_ok u Ls A c Ks D : check_paths u Ls A c Ks D = true ->
  sees_no_path u (map RL Ls) (RM A) (RV c) (map RK Ks).
Proof.
  unfold check_paths; cbv zeta; set (E := common u Ls A c Ks); rewrite !andb_true_iff.
  intros [[HC HZ] HP].
  assert (T : forall psi q, sum_over u (map RK Ks) (fun K x =>
      nth q (vsub (net (map RL Ls) (RM A) (RV c) x) (snd K)) 0 * psi x) =
    sum (map (fun p => frac E (nth q (rest p) 0%Z) * psi (FR D (at_point p))) (entries u Ls A c Ks E))).
  { intros psi q; apply (sum_over_entries _ _ _ _ _ _ _ _ _ HC); intros K x r _ _ R.
    unfold rest, at_point; cbn [fst snd]; rewrite <- nth_frac, R; unfold vscale.
    rewrite <- (Rmult_0_r (/ INR (divisor u (map RK Ks) (RK K)))) at 2; rewrite map_nth; ring. }
  split.
  - intro q; rewrite T, <- (sums_ok E _ q HZ); f_equal; apply map_ext; intro; ring.
  - intros psi P q; rewrite T; rewrite map_length in P.
    apply (no_path_ok (map RL Ls) E D (length Ls)); trivial.
    unfold entries; apply Forall_flat_map, Forall_forall; intros K HK.
    unfold check_common in HC; rewrite forallb_forall in HC; specialize (HC K HK).
    apply andb_true_iff in HC as [HD _]; apply Pos.eqb_eq in HD.
    unfold class_entries; destruct (zresidual Ls A c K) as [r d]; apply Forall_map, Forall_forall.
    intros x _ k s Hk; unfold signs, at_point; cbn [fst snd]; rewrite HD.
    rewrite rev_nth; rewrite signs_length, scales_length; [|lia].
    replace (length Ls - S (length Ls - S k))%nat with k by lia; now apply signs_ok.
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

(** Paths.v -- that no path feature of the activation pattern of a network of any widths goes along
    with its residual.
    lower, select col ps  == the points ps where a unit is positive, and their signs one layer down
    no_path l ps          == the residuals times each path feature of layer l sum to 0
    check_paths           == decided on integers over one denominator *)
From Truncation Require Import Spec LinearAlgebra Integers Evaluation Widths Rationals Residuals.
From Coq Require Import Lra Lia Bool QArith Qreals Qreduction.
Import ListNotations.
Open Scope R_scope.

(** R1: no path feature. From the last hidden layer down,
  the points where a unit is positive are kept,
    one choice of points at a time. *)
Definition lower (p : entry) : entry := (at_point p, (tl (signs p), rest p)).
Definition sign_at r (p : entry) : bool := nth r (hd [] (signs p)) false.
Definition select (col : list bool) (ps : list entry) : list entry :=
  flat_map (fun t => if fst t : bool then [lower (snd t)] else []) (combine col ps).
Fixpoint distinct (l : list (list bool)) : list (list bool) :=
  match l with
  | [] => [] | col :: l' => if existsb (all2 Bool.eqb col) l' then distinct l' else col ::
    distinct l' end.
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
  - cbn [zmadd]; replace (nth q (@nil (list Z)) []) with (@nil Z) by (now destruct q);
    now destruct k.
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
  assert (Z0 : nth i (nth q (fold_right (fun p s => zmadd (zouter (rest p)
    (at_point p)) s) [] ps) []) 0%Z
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
Lemma signed_select Ls D l ps col : Forall (signed Ls D (S l)) ps ->
  Forall (signed Ls D l) (select col ps).
Proof.
  unfold select; rewrite !Forall_forall; intros H p Hp; apply in_flat_map in Hp as [[b o] [Ho Hp]].
  apply in_combine_r in Ho; destruct b; [|contradiction]; destruct Hp as [<-|[]]; cbn [snd].
  intros k r Hk; generalize (H o Ho k r); unfold lower, signs, at_point; cbn [fst snd]; intro G.
  rewrite <- G by lia; replace (S l - S k)%nat with (S (l - S k)) by lia.
  destruct (fst (snd o)); cbn [tl nth]; trivial; now destruct (l - S k)%nat.
Qed.
Lemma sign_overflow r ps p : (units ps <= r)%nat -> In p ps -> sign_at r p = false.
Proof.
  intros H Hp; apply nth_overflow; revert H; unfold units; induction ps as [|o ps IH];
    [contradiction|].
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
    + apply IZR_le in Q; revert P; unfold frac, Rdiv; generalize (Rinv_0_lt_compat _ (pos_gt D'));
      nra.
    + apply P; apply IZR_lt in Q; unfold frac, Rdiv; generalize (Rinv_0_lt_compat _ (pos_gt D'));
      nra.
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
    sum (map (fun p => frac E (nth q (rest p) 0%Z) * psi (FR D (at_point p)))
      (entries u Ls A c Ks E))).
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
